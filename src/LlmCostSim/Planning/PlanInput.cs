using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>
/// Reads planning scenarios: a training scenario whose <c>strategy</c> fixes the fields that it has, and whose <c>search</c> says what the
/// others may be and what counts as best.
/// </summary>
public static class PlanInput
{
    private static readonly string[] Searched =
    [
        "tensor",
        "sequenceParallel",
        "pipeline",
        "virtualStages",
        "schedule",
        "data",
        "context",
        "expert",
        "sharding",
        "recompute",
        "microBatch",
    ];

    // Searched only where the search names values.
    private static readonly string[] Named = ["precision", "optimizer", "offload"];

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
        var scenario = reader.Read(root, value => search.Read(value, reader));
        if (root.Member("workload") is { Kind: JsonValueKind.Object } workload && !workload.Element.TryGetProperty("globalBatch", out _))
        {
            workload.Problem("'globalBatch' is missing: plans are compared at the same batch");
        }

        if (scenario is not null and not TrainingScenario)
        {
            root.Value.Problem("plans are searched for training and inference scenarios");
        }

        if (problems.Count > 0 || scenario is not TrainingScenario training)
        {
            return null;
        }

        var fixedFields = root.NamesIn("strategy").ToHashSet(StringComparer.Ordinal);
        var space = Space(training, search, fixedFields);
        var request = new PlanRequest(Scenario(training, space, fixedFields));
        return request with
        {
            Space = space,
            Prices = search.Clusters?.Prices ?? request.Prices,
            Clusters = search.Clusters?.Around(training.Cluster) ?? request.Clusters,
            Objective = search.Objective ?? request.Objective,
            DeadlineDays = search.DeadlineDays,
            Budget = search.Budget,
        };
    }

    // What is searched was not defaulted.
    private static TrainingScenario Scenario(TrainingScenario scenario, PlanSpace space, HashSet<string> fixedFields)
    {
        IEnumerable<string> named = Named.Where(name =>
            name switch
            {
                "precision" => space.Precision.Count,
                "optimizer" => space.Optimizer.Count,
                _ => space.Offload.Count,
            } > 0
        );
        string[] open = [.. Searched.Concat(named).Where(name => !fixedFields.Contains(name)).Select(static name => $"strategy.{name}")];
        return scenario with { Defaults = SearchedScenario.Without(scenario.Defaults, open) };
    }

    private static PlanSpace Space(TrainingScenario scenario, PlanSearchInput search, HashSet<string> fixedFields)
    {
        var searched = search.Space;
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
            Precision = fixedFields.Contains("precision")
                ? []
                :
                [
                    .. search.Precisions.Select(compute =>
                        StrategyInput.PrecisionOf(
                            PrecisionRecipe.For(scenario.Framework, compute),
                            fixedFields.Contains("mainGradients") ? strategy.Precision.MainGradientBytes : null,
                            fixedFields.Contains("masterWeights") ? strategy.Precision.MasterWeightBytes : null
                        )
                    ),
                ],
            Optimizer = fixedFields.Contains("optimizer") ? [] : searched.Optimizer,
            Offload = fixedFields.Contains("offload") ? [] : searched.Offload,
        };
    }
}
