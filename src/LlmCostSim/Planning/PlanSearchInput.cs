using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>Reads the <c>search</c> of a training scenario.</summary>
internal sealed class PlanSearchInput
{
    public PlanSpace Space { get; private set; } = new();

    /// <summary>Formats of the matrix multiplies; what a framework keeps in them is known when it is.</summary>
    public IReadOnlyList<NumberFormat> Precisions { get; private set; } = [];

    public SearchClustersInput? Clusters { get; private set; }

    /// <summary>What counts as best; <see langword="null"/>: not said.</summary>
    public PlanObjective? Objective { get; private set; }

    public double? DeadlineDays { get; private set; }

    public double? Budget { get; private set; }

    public void Read(JsonInput value, ScenarioReader reader)
    {
        if (value.AsObject() is not { } search)
        {
            return;
        }

        Clusters = new SearchClustersInput(search, reader);
        Objective = search.Choice("objective", SearchLists.Objectives);
        DeadlineDays = search.Number("deadlineDays", 1e-6, 1e6);
        Budget = search.Number("budget", 0, 1e15);
        var standard = new PlanSpace();
        Space = new PlanSpace
        {
            Tensor = SearchLists.Integers(search, "tensor"),
            SequenceParallel = [.. SearchLists.Items(search, "sequenceParallel").Select(static i => i.AsBool()).OfType<bool>()],
            Pipeline = SearchLists.Integers(search, "pipeline"),
            VirtualStages = SearchLists.Integers(search, "virtualStages"),
            Schedule = SearchLists.Or(SearchLists.Choices(search, "schedule", ScenarioNames.Schedules), standard.Schedule),
            Data = SearchLists.Integers(search, "data"),
            Context = SearchLists.Integers(search, "context"),
            Expert = SearchLists.Integers(search, "expert"),
            Sharding = SearchLists.Or(SearchLists.Choices(search, "sharding", ScenarioNames.Shardings), standard.Sharding),
            Recompute = SearchLists.Or([.. SearchLists.Items(search, "recompute").Select(StrategyInput.RecomputeOf)], standard.Recompute),
            MicroBatch = SearchLists.Or(SearchLists.Integers(search, "microBatch"), standard.MicroBatch),
            Optimizer = SearchLists.Choices(search, "optimizer", ScenarioNames.Optimizers),
            Offload = [.. SearchLists.Items(search, "offload").Select(OffloadInput.Of)],
        };
        Precisions = SearchLists.Choices(search, "precision", ScenarioNames.Precisions);
        search.Close();
    }
}
