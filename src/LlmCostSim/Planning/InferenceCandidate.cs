using LlmCostSim.Inference;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>A way to serve while it is searched for.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Estimate">What it takes.</param>
/// <param name="Cost">Money per million generated tokens.</param>
/// <param name="Capacity">Bytes that the engine may use of an accelerator.</param>
internal readonly record struct InferenceCandidate(InferenceScenario Scenario, InferenceEstimate Estimate, double Cost, double Capacity)
{
    public double EndToEnd => Estimate.EndToEnd.TotalSeconds;

    public double Headroom => Capacity - Estimate.Memory.Total.TotalBytes;

    public int Gpus => Scenario.Cluster.Count;

    /// <summary>What is made small.</summary>
    public double Score(PlanObjective objective) =>
        objective switch
        {
            PlanObjective.Time => EndToEnd,
            PlanObjective.Cost => Cost,
            PlanObjective.Throughput => -Estimate.OutputTokensPerSecond / Gpus,
            _ => Gpus,
        };

    /// <summary>What it is weighed by against others.</summary>
    public PlanMerits Merits => new(EndToEnd, Cost, Gpus, Headroom, Capacity);
}
