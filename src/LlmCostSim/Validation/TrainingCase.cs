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
}
