using LlmCostSim.Hardware;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>Names of <see cref="TrainingMetric"/>s in measured rows, and their conversion from and to the time of a step.</summary>
internal static class TrainingMetrics
{
    /// <summary>The metric of a row, or <see langword="null"/>: none of a step's speed.</summary>
    public static TrainingMetric? Of(MeasuredRow row) =>
        row.Text("metric") switch
        {
            "step_time" or "iteration_time" => TrainingMetric.StepTime,
            "tokens_per_second_per_gpu" or "tokens_per_sec_per_gpu" => TrainingMetric.TokenRate,
            "hardware_tflops_per_gpu" or "hw_tflops_per_gpu" => TrainingMetric.HardwareRate,
            "model_TFLOPs_per_gpu" or "tflops_per_gpu" => TrainingMetric.ModelRate,
            "hfu" => TrainingMetric.HardwareUtilization,
            "mfu" => TrainingMetric.ModelUtilization,
            _ => null,
        };

    /// <summary>Whether it rises as the step's time falls.</summary>
    public static bool IsRate(this TrainingMetric metric) => metric != TrainingMetric.StepTime;

    /// <summary>What an estimate says of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="estimate">The step, with attention counted in its FLOPs as the source counts it.</param>
    /// <param name="cluster">Where it runs.</param>
    /// <exception cref="UnpredictableRowException">A utilization of an accelerator without 16-bit peak.</exception>
    public static double Value(this TrainingMetric metric, in TrainingEstimate estimate, Cluster cluster)
    {
        var seconds = estimate.Step.Total.TotalSeconds;
        return metric.IsRate() ? OfTokens(metric, estimate.TokensPerStep / seconds / cluster.Count, estimate, cluster) : seconds;
    }

    /// <summary>The time of the step of which a value was measured: the inverse of <see cref="Value"/>.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="measured">Its measured value; above 0.</param>
    /// <param name="estimate">The step, with attention counted in its FLOPs as the source counts it; its own time does not matter.</param>
    /// <param name="cluster">Where it ran.</param>
    /// <exception cref="UnpredictableRowException">A utilization of an accelerator without 16-bit peak.</exception>
    public static double StepSeconds(this TrainingMetric metric, double measured, in TrainingEstimate estimate, Cluster cluster) =>
        metric.IsRate() ? OfTokens(metric, estimate.TokensPerStep / cluster.Count, estimate, cluster) / measured : measured;

    // Tokens per GPU, of a second or of a step, in the metric's unit.
    private static double OfTokens(TrainingMetric metric, double tokens, in TrainingEstimate estimate, Cluster cluster) =>
        metric switch
        {
            TrainingMetric.TokenRate => tokens,
            TrainingMetric.HardwareRate => tokens * estimate.HardwareFlopsPerToken.TotalTera,
            TrainingMetric.ModelRate => tokens * estimate.ModelFlopsPerToken.TotalTera,
            TrainingMetric.HardwareUtilization => tokens * estimate.HardwareFlopsPerToken.TotalTera / Peak(cluster.Accelerator),
            _ => tokens * estimate.ModelFlopsPerToken.TotalTera / Peak(cluster.Accelerator),
        };

    // Utilization is over the peak of 16-bit formats even where some multiplies run in 8 bits.
    private static double Peak(Accelerator accelerator) =>
        accelerator.Peak.SixteenBit?.TeraflopsPerSecond
        ?? throw new UnpredictableRowException("the accelerator has no 16-bit peak");
}
