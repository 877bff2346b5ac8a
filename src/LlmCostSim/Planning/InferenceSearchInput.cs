using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>Reads the <c>search</c> of an inference scenario.</summary>
internal sealed class InferenceSearchInput
{
    private const double LongestSeconds = 1e9;

    public InferencePlanSpace Space { get; private set; } = new();

    public SearchClustersInput? Clusters { get; private set; }

    /// <summary>What counts as best; <see langword="null"/>: not said.</summary>
    public PlanObjective? Objective { get; private set; }

    public ServiceLimits Limits { get; private set; } = new();

    public void Read(JsonInput value, ScenarioReader reader)
    {
        if (value.AsObject() is not { } search)
        {
            return;
        }

        Clusters = new SearchClustersInput(search, reader);
        Objective = search.Choice("objective", SearchLists.Objectives);
        Limits = ReadLimits(search);
        var standard = new InferencePlanSpace();
        Space = new InferencePlanSpace
        {
            Tensor = SearchLists.Integers(search, "tensor"),
            Pipeline = SearchLists.Integers(search, "pipeline"),
            Data = SearchLists.Integers(search, "data"),
            Expert = SearchLists.Integers(search, "expert"),
            Weights =
            [
                .. SearchLists.Choices(search, "weights", WeightFormats.Names).Select(static index => WeightFormats.All[index].Name),
            ],
            Batch = SearchLists.Or(SearchLists.Integers(search, "batch"), standard.Batch),
        };
        search.Close();
    }

    private static ServiceLimits ReadLimits(JsonObjectInput search)
    {
        var limits = new ServiceLimits { CostPerMillionTokens = search.Number("budget", 0, 1e15) };
        if (search.Object("slo") is not { } slo)
        {
            return limits;
        }

        Duration? Seconds(string name) =>
            slo.Quantity(name, QuantityKind.Duration, 1, 1e-9, LongestSeconds) is { } seconds ? Duration.FromSeconds(seconds) : null;
        limits = limits with
        {
            TimeToFirstToken = Seconds("ttftSeconds"),
            TimePerOutputToken = Seconds("tpotSeconds"),
            EndToEnd = Seconds("endToEndSeconds"),
            OutputTokensPerSecond = slo.Number("outputTokensPerSecond", 1e-9, 1e15),
        };
        slo.Close();
        return limits;
    }
}
