using LlmCostSim.Scenarios;

namespace LlmCostSim.Setups;

/// <summary>Reads the documented quantities out of reports.</summary>
internal static class SetupQuantity
{
    /// <summary>The simulated value of a quantity, in the unit that documented figures of it have.</summary>
    /// <exception cref="FormatException">The quantity is not known for this kind of scenario.</exception>
    public static double Of(string quantity, Scenario scenario, Report report) =>
        report switch
        {
            TrainingReport training => Training(quantity, (TrainingScenario)scenario, training),
            InferenceReport inference => Inference(quantity, scenario, inference),
            _ => throw new FormatException($"quantity '{quantity}' is not known for {report.Kind} scenarios"),
        };

    private static double Training(string quantity, TrainingScenario scenario, TrainingReport report) =>
        quantity switch
        {
            "parameters" => report.Parameters,
            "days" => report.Run.Time.TotalDays,
            "hours" => report.Run.Time.TotalHours,
            "gpuHours" => report.Run.GpuHours.TotalHours,
            "cost" => report.Run.Cost.Amount,
            "energy" => report.Run.Energy.TotalMegawattHours,
            "carbon" => report.Run.CarbonTonnes,
            "goodput" => report.Run.Goodput,
            "interruptions" => report.Run.Checkpoints is { } failures ? report.Run.Time / failures.MeanTimeBetweenFailures : 0,
            "mfu" => report.Throughput.Mfu,
            "stepSeconds" => report.Step.Total.TotalSeconds,
            "tokensPerSecondPerGpu" => report.Throughput.TokensPerSecondPerGpu,
            "modelFlops" => report.Flops.ModelTotal.TotalFlops,
            "memoryPerGpu" or "fits" => report.Memory.PerGpu.TotalGB,
            "totalModelStates" => report.Memory.Breakdown.States.TotalGB * scenario.Cluster.Count,
            "bubbleShare" => BubbleShare(report),
            _ => throw new FormatException($"quantity '{quantity}' is not known for training scenarios"),
        };

    private static double Inference(string quantity, Scenario scenario, InferenceReport report) =>
        quantity switch
        {
            "memoryPerGpu" or "fits" => report.Estimate.Memory.Total.TotalGB,
            "totalMemory" => report.Estimate.Memory.Total.TotalGB * scenario.Cluster.Count,
            "kvCache" => report.Estimate.Memory.KeyValueCache.TotalGB,
            _ => throw new FormatException($"quantity '{quantity}' is not known for inference scenarios"),
        };

    /// <summary>Bubble over pipeline time: (p − 1)/(m + p − 1) where all stages are equal (Narayanan et al. 2021).</summary>
    private static double BubbleShare(TrainingReport report)
    {
        var step = report.Step;
        var pipeline = step.Total - step.DataParallel - step.Optimizer - step.Other;
        return step.PipelineBubble / pipeline;
    }
}
