using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>Reads planning scenarios: a training scenario whose <c>strategy</c> fixes the fields that it has, and whose <c>search</c> says what the others may be and what counts as best.</summary>
public static class PlanInput
{
    private static readonly string[] Searched = ["tensor", "sequenceParallel", "pipeline", "virtualStages", "schedule", "data", "context", "expert", "sharding", "recompute", "microBatch"];

    private static readonly (string Name, PlanObjective Value)[] Objectives =
        [("time", PlanObjective.Time), ("cost", PlanObjective.Cost), ("throughput", PlanObjective.Throughput), ("fewest-gpus", PlanObjective.FewestGpus)];

    /// <summary>Reads one.</summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="reader">Reads the scenario.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The request, or <see langword="null"/> where there is a problem.</returns>
    public static PlanRequest? Read(string json, ScenarioReader reader, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(problems);
        if (JsonInput.Parse(json, problems)?.AsObject() is not { } root)
        {
            return null;
        }

        var search = new PlanSearchInput();
        var scenario = reader.Read(root, value => search.Read(value, reader, Objectives));
        if (root.Member("workload") is { Kind: JsonValueKind.Object } workload && !workload.Element.TryGetProperty("globalBatch", out _))
        {
            workload.Problem("'globalBatch' is missing: plans are compared at the same batch");
        }

        if (scenario is not null and not TrainingScenario)
        {
            root.Value.Problem("plans are searched for training scenarios");
        }

        if (problems.Count > 0 || scenario is not TrainingScenario training)
        {
            return null;
        }

        var fixedFields = root.Member("strategy") is { Kind: JsonValueKind.Object } strategy ? strategy.Element.EnumerateObject().Select(static p => p.Name).ToHashSet() : [];
        return new PlanRequest(Scenario(training, fixedFields))
        {
            Space = Space(training, search.Space, fixedFields),
            Clusters = Clusters(training.Cluster, search),
            Objective = search.Objective,
            DeadlineDays = search.DeadlineDays,
            Budget = search.Budget,
        };
    }

    // What is searched was not defaulted.
    private static TrainingScenario Scenario(TrainingScenario scenario, HashSet<string> fixedFields)
    {
        string[] open = [.. Searched.Where(name => !fixedFields.Contains(name)).Select(static name => $"strategy.{name}:")];
        return scenario with { Defaults = [.. scenario.Defaults.Where(sentence => !open.Any(sentence.StartsWith))] };
    }

    private static PlanSpace Space(TrainingScenario scenario, PlanSpace searched, HashSet<string> fixedFields)
    {
        var strategy = scenario.Strategy;
        var layout = strategy.Layout;
        IReadOnlyList<T> Values<T>(string name, T value, IReadOnlyList<T> open) => fixedFields.Contains(name) ? [value] : open;
        return new PlanSpace
        {
            Tensor = Values("tensor", layout.Tensor, searched.Tensor),
            SequenceParallel = Values("sequenceParallel", layout.SequenceParallel, searched.SequenceParallel),
            Pipeline = Values("pipeline", layout.Pipeline, searched.Pipeline),
            VirtualStages = Values("virtualStages", layout.VirtualStages, searched.VirtualStages),
            Schedule = Values("schedule", strategy.Schedule, searched.Schedule),
            Data = Values("data", layout.Data, searched.Data),
            Context = Values("context", layout.Context, searched.Context),
            Expert = Values("expert", layout.Expert, searched.Expert),
            Sharding = Values("sharding", strategy.Sharding, searched.Sharding),
            Recompute = Values("recompute", strategy.Recompute, searched.Recompute),
            MicroBatch = Values("microBatch", strategy.MicroBatch, searched.MicroBatch),
        };
    }

    private static List<Cluster> Clusters(Cluster own, PlanSearchInput search)
    {
        var clusters = new List<Cluster>();
        foreach (var accelerator in search.Accelerators.Count > 0 ? search.Accelerators : [own.Accelerator])
        {
            foreach (var count in search.GpuCounts.Count > 0 ? search.GpuCounts : [own.Count])
            {
                clusters.Add(accelerator == own.Accelerator
                    ? own with { Count = count }
                    : Cluster.Create(accelerator, count, null, own.NetworkDefaulted ? null : own.Node.NetworkBandwidth.GbitPerSecond));
            }
        }

        return clusters;
    }
}
