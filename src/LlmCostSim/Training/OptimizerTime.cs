using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Seconds of the optimizer step as memory passes: states and master weights read and written, gradients read, weights written, and the
/// stack's further passes (norm, clipping, zeroing).
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal static class OptimizerTime
{
    /// <summary>
    /// Parameters per second that the processors of a node update: DeepSpeed's CPU-Adam takes about 0.25 s for 10⁹ (ZeRO-Offload, Ren et
    /// al. 2021, table 4).
    /// </summary>
    private const double HostParametersPerSecond = 4e9;

    public static double Of(in StageTime stage, in TrainingStrategy strategy, SoftwareStack stack, KernelSet kernels)
    {
        var trained = strategy.Adapter.Kind == AdapterKind.None ? stage.Dense + stage.Experts : stage.Adapters;
        if (!(trained > 0))
        {
            return 0;
        }

        var owned = Owned(stage, strategy, kernels.Cluster.PerNode);
        var extra = trained * stack.OptimizerExtraBytes;
        if (strategy.Offload.Optimizer != OffloadTarget.None)
        {
            return kernels.Elementwise(extra) + (owned * kernels.Cluster.PerNode / HostParametersPerSecond);
        }

        var perParameter =
            (
                2
                * (
                    OptimizerStates.BytesPerParameter(strategy.Optimizer, strategy.Precision.StateBytes)
                    + strategy.Precision.MasterWeightBytes
                )
            )
            + strategy.Precision.MainGradientBytes
            + strategy.Precision.WeightBytes;
        return kernels.Elementwise((owned * perParameter) + extra);
    }

    /// <summary>Trained parameters whose states the rank owns.</summary>
    public static double Owned(in StageTime stage, in TrainingStrategy strategy, int perNode)
    {
        var (dense, experts) = strategy.Adapter.Kind == AdapterKind.None ? (stage.Dense, stage.Experts) : (stage.Adapters, 0);
        return StateShards.Of(strategy, perNode).Part(dense, experts);
    }
}
