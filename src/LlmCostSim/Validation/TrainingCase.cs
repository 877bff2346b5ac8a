using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>A measured training step as the estimator takes it.</summary>
internal sealed record TrainingCase(
    ModelSpec Model,
    Cluster Cluster,
    SoftwareStack Stack,
    TrainingStrategy Strategy,
    TrainingWorkload Workload
)
{
    /// <summary>The step, estimated.</summary>
    /// <param name="causalHalved">Whether FLOPs count a causal triangle once.</param>
    public TrainingEstimate Estimate(bool causalHalved = true) =>
        new TrainingEstimator(Model, Cluster, Stack).Estimate(Strategy, Workload, causalHalved);

    /// <summary>The step with FLOPs as rows of <c>training.csv</c> count them: attention without causal halving.</summary>
    public TrainingEstimate EstimateAsPublished() => Estimate(causalHalved: false);
}
