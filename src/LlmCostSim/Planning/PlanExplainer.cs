using System.Globalization;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>Holds a plan against the best one of its space and says where the difference comes from.</summary>
/// <example><code>
/// PlanExplanation answer = PlanExplainer.Explain(published, new Estimator());
/// Console.WriteLine($"{answer.Ratio:P0} of the published step");
/// </code></example>
public static class PlanExplainer
{
    // Which choices each term of a step or of the memory depends on first.
    private static readonly (string Term, string[] Choices)[] Dependencies =
    [
        ("step.forward", ["tensor", "context", "microBatch", "pipeline", "data"]),
        ("step.backward", ["tensor", "context", "microBatch", "pipeline", "data"]),
        ("step.recompute", ["recompute", "tensor", "pipeline"]),
        ("step.tensorParallel", ["tensor", "sequenceParallel", "recompute", "microBatch"]),
        ("step.contextParallel", ["context", "microBatch"]),
        ("step.expertParallel", ["expert", "schedule", "microBatch"]),
        ("step.pipelineBubble", ["pipeline", "virtualStages", "schedule", "microBatch", "data"]),
        ("step.pipelineTransfer", ["pipeline", "virtualStages", "microBatch", "sequenceParallel"]),
        ("step.dataParallel", ["data", "sharding", "tensor", "pipeline"]),
        ("step.optimizer", ["sharding", "data", "tensor", "pipeline"]),
        ("step.offload", ["offload", "sharding"]),
        ("step.other", ["microBatch", "data"]),
        ("memory.weights", ["tensor", "pipeline", "sharding", "data"]),
        ("memory.gradients", ["tensor", "pipeline", "sharding", "data"]),
        ("memory.optimizer", ["sharding", "data", "tensor", "pipeline", "optimizer", "offload"]),
        (
            "memory.activations",
            ["recompute", "microBatch", "tensor", "sequenceParallel", "pipeline", "virtualStages", "schedule", "context"]
        ),
        ("memory.logits", ["microBatch", "tensor", "pipeline"]),
        ("memory.temporary", ["microBatch", "recompute", "sharding", "tensor"]),
        ("memory.overhead", ["tensor", "pipeline", "data", "context", "expert"]),
    ];

    /// <summary>Searches the default space and the plan's own choices besides, and compares.</summary>
    /// <param name="given">The plan; its model, cluster, workload, precision, optimizer and software stack are kept.</param>
    /// <param name="estimator">The estimator whose results decide.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PlanExplanation Explain(
        TrainingScenario given,
        Estimator estimator,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(estimator);
        var search = PlanSearch.Find(
            new PlanRequest(given) { Space = PlanSpace.Around(given.Strategy), Top = 1 },
            estimator,
            progress,
            cancellation
        );
        var plan = new Plan(given, estimator.Estimate(given));
        return new PlanExplanation(
            plan,
            search.Plans.Count > 0 ? search.Plans[0] : null,
            search.Plans is [var best] ? Differences(plan, best) : [],
            search
        );
    }

    private static List<PlanDifference> Differences(Plan given, Plan best)
    {
        var terms = Comparison.Of([given.Scenario, best.Scenario], [given.Report, best.Report]).Terms;
        var differences = terms
            .Where(static t => t.Values[0] != t.Values[1] && Array.Exists(Dependencies, d => d.Term == t.Name))
            .Select(t => new PlanDifference(
                t.Name,
                t.Unit,
                t.Values[0],
                t.Values[1],
                Because(t.Name, given.Scenario.Strategy, best.Scenario.Strategy)
            ));
        return [.. differences.OrderByDescending(static d => d.Unit == "seconds").ThenByDescending(static d => Math.Abs(d.Difference))];
    }

    private static string Because(string term, in TrainingStrategy given, in TrainingStrategy best)
    {
        var changes = new List<string>();
        foreach (var choice in Array.Find(Dependencies, d => d.Term == term).Choices)
        {
            var (from, to) = (Word(choice, given), Word(choice, best));
            if (from != to)
            {
                changes.Add($"{choice} {from} → {to}");
            }
        }

        return string.Join(", ", changes);
    }

    private static string Word(string choice, in TrainingStrategy strategy) =>
        choice switch
        {
            "tensor" => Number(strategy.Layout.Tensor),
            "sequenceParallel" => strategy.Layout.SequenceParallel ? "yes" : "no",
            "pipeline" => Number(strategy.Layout.Pipeline),
            "virtualStages" => Number(strategy.Layout.VirtualStages),
            "schedule" => strategy.Layout.Pipeline == 1 ? "none" : ScenarioNames.Of(ScenarioNames.Schedules, strategy.Schedule),
            "data" => Number(strategy.Layout.Data),
            "context" => Number(strategy.Layout.Context),
            "expert" => Number(strategy.Layout.Expert),
            "sharding" => ScenarioNames.Of(ScenarioNames.Shardings, strategy.Sharding),
            "recompute" => ScenarioNames.Of(ScenarioNames.Recomputes, strategy.Recompute.Kind)
                + (strategy.Recompute.Layers > 0 ? " of " + Number(strategy.Recompute.Layers) : ""),
            "optimizer" => ScenarioNames.Of(ScenarioNames.Optimizers, strategy.Optimizer),
            "offload" => strategy.Offload.Any ? "some" : "none",
            _ => Number(strategy.MicroBatch),
        };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
