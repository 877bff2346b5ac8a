using System.Globalization;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What decides the memory terms of a training scenario, in a few words: bytes per parameter, what is trained, what is sharded.
/// </summary>
internal static class TermOrigin
{
    /// <summary>The words for one term; empty where the value says it all.</summary>
    /// <param name="term">Its name in <see cref="BreakdownTerms"/>.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="report">Its report.</param>
    public static string Of(string term, TrainingScenario scenario, TrainingReport report) =>
        term switch
        {
            "weights" => Weights(scenario, report),
            "gradients" => Trained(scenario, report, report.Memory.Breakdown.Gradients.TotalBytes),
            "optimizer" =>
                $"{ScenarioNames.Of(ScenarioNames.Optimizers, scenario.Strategy.Optimizer)}, {Trained(scenario, report, report.Memory.Breakdown.Optimizer.TotalBytes)}",
            "activations" => string.Create(
                CultureInfo.InvariantCulture,
                $"recompute {ScenarioNames.Of(ScenarioNames.Recomputes, scenario.Strategy.Recompute.Kind)}, {scenario.Strategy.MicroBatch} × {scenario.Workload.SequenceLength} tokens"
            ),
            "temporary" => "working tensors of the peak, which is " + report.Memory.PeakAt,
            _ => "",
        };

    private static string Weights(TrainingScenario scenario, TrainingReport report)
    {
        var perParameter = PerParameter(report.Memory.Breakdown.Weights.TotalBytes, scenario, report);
        var quantized = scenario.Strategy.Adapter.Quantization;
        return quantized != WeightQuantization.None
            ? $"{perParameter}, frozen in {ScenarioNames.Of(ScenarioNames.Quantizations, quantized)}{(scenario.Strategy.Adapter.DoubleQuantization ? " with double quantization" : "")}"
            : perParameter + (scenario.Strategy.Adapter.Kind == AdapterKind.Lora ? ", frozen" : "");
    }

    private static string Trained(TrainingScenario scenario, TrainingReport report, double bytes) =>
        scenario.Strategy.Adapter.Kind == AdapterKind.None ? PerParameter(bytes, scenario, report) : "adapters only";

    private static string PerParameter(double bytes, TrainingScenario scenario, TrainingReport report) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes * scenario.Strategy.Layout.Tensor * scenario.Strategy.Layout.Pipeline / report.Parameters:0.###} B per parameter"
        );
}
