using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>How sure an inference report is: residuals of measured static batches of its engine, widened for what was not measured.</summary>
internal static class InferenceIntervals
{
    /// <summary>Factors on time to first token, time per token, throughput and memory.</summary>
    public static ((double Low, double High) First, (double Low, double High) Next, (double Low, double High) Throughput, (double Low, double High) Memory) Of(
        InferenceScenario scenario, InferenceEngine engine, List<string> assumptions)
    {
        var transfer = Widening.Of(scenario.Cluster.Accelerator.Kernels.Transfer);
        (double Low, double High) Factors(string quantity)
        {
            // Times of static batches where some were measured, else of whatever load was.
            var measured = Residuals.Default.Find($"inference/{quantity}/static/{engine.Family}/{engine.Id}");
            return new Spread(-Math.Log(measured.Low), Math.Log(measured.High), Widening.Sum(transfer, Widening.OtherCluster)).Factors;
        }

        var (first, next, throughput) = (Factors("ttft"), Factors("tpot"), Factors("throughput"));
        var memory = Residuals.Default.Of("memory/infer");
        assumptions.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"interval: 80 %, from residuals of measured runs of {engine.Family} or its like, widened for the accelerator ({scenario.Cluster.Accelerator.Kernels.Transfer}): first token ×{first.Low:0.00} to ×{first.High:0.00}, next tokens ×{next.Low:0.00} to ×{next.High:0.00}"));
        return (first, next, throughput, memory);
    }
}
