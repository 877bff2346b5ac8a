using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>Steps on A100 under DeepSpeed's Megatron, of which tests change one thing at a time.</summary>
internal static class TrainingSteps
{
    public static TrainingWorkload Workload { get; } = new(2048, 128);

    public static StepBreakdown Step(
        string model,
        in ParallelLayout layout,
        Sharding sharding = Sharding.None,
        RecomputeKind recompute = RecomputeKind.None,
        TrainingWorkload? workload = null,
        int gpus = 64,
        double networkGbps = 800
    ) => Step(ModelCatalog.Default.Get(model).Spec, layout, sharding, recompute, workload, gpus, networkGbps);

    public static StepBreakdown Step(
        ModelSpec model,
        in ParallelLayout layout,
        Sharding sharding = Sharding.None,
        RecomputeKind recompute = RecomputeKind.None,
        TrainingWorkload? workload = null,
        int gpus = 64,
        double networkGbps = 800
    )
    {
        var (estimator, strategy) = Plan(model, layout, sharding, recompute, gpus, networkGbps);
        return estimator.Estimate(strategy, workload ?? Workload).Step;
    }

    public static (TrainingEstimator Estimator, TrainingStrategy Strategy) Plan(
        ModelSpec model,
        in ParallelLayout layout,
        Sharding sharding,
        RecomputeKind recompute,
        int gpus,
        double networkGbps
    )
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), gpus, 8, networkGbps);
        var estimator = new TrainingEstimator(model, cluster, StackCatalog.Default.Get("megatron-deepspeed"));
        return (
            estimator,
            new TrainingStrategy
            {
                Layout = layout,
                Sharding = sharding,
                Recompute = new RecomputePolicy(recompute),
            }
        );
    }
}
