using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Operators;

namespace LlmCostSim.Scenarios;

/// <summary>
/// The operations of a scenario's model on one rank as points of a roofline, per phase: the forward pass of training, or prompt and
/// generation.
/// </summary>
internal static class ScenarioRoofline
{
    /// <summary>Points per phase; empty for kinds of scenarios that have none.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="estimator">Knows stacks and engines.</param>
    public static IReadOnlyList<(string Phase, IReadOnlyList<RooflinePoint> Points)> Of(Scenario scenario, Estimator estimator) =>
        scenario switch
        {
            TrainingScenario training => Of(training, estimator),
            InferenceScenario inference => Of(inference, estimator),
            _ => [],
        };

    /// <summary>Format of the scenario's matrix multiplies.</summary>
    public static NumberFormat ComputeFormat(this Scenario scenario) =>
        scenario switch
        {
            TrainingScenario training => training.Strategy.Precision.Compute,
            InferenceScenario inference => inference.Strategy.Weights,
            _ => NumberFormat.Bf16,
        };

    private static IReadOnlyList<(string Phase, IReadOnlyList<RooflinePoint> Points)> Of(TrainingScenario scenario, Estimator estimator)
    {
        var stack = TrainingJob.StackOf(scenario, estimator);
        var options = LoweringOptions.For(scenario.Strategy, TrainingJob.RunWorkload(scenario), stack);
        return [("forward pass", Roofline.Of(scenario.Model, options, KernelSet.Create(scenario.Cluster, stack.Libraries)))];
    }

    private static IReadOnlyList<(string Phase, IReadOnlyList<RooflinePoint> Points)> Of(InferenceScenario scenario, Estimator estimator)
    {
        var (strategy, workload) = (scenario.Strategy, scenario.Workload);
        var engine = InferenceReporter.EngineOf(scenario, estimator);
        var kernels = KernelSet.Create(scenario.Cluster, engine.Libraries);
        var prompt = ServedDivision.Of(strategy) with
        {
            MicroBatch = (double)workload.Batch / strategy.AttentionData,
            SequenceLength = workload.InputTokens,
            Fusion = engine.Fusion,
        };
        var next = prompt with { SequenceLength = 1, PastLength = workload.InputTokens + (workload.OutputTokens / 2.0) };
        return
        [
            ("prompt", Roofline.Of(scenario.Model, prompt, kernels, strategy.CacheBytes)),
            ("next token", Roofline.Of(scenario.Model, next, kernels, strategy.CacheBytes)),
        ];
    }
}
