using LlmCostSim.Hardware;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Seconds of transfers to and from the host that nothing hides: each runs behind the compute of its pass of a micro-batch as far as that
/// lasts (ZeRO-Offload, Ren et al. 2021; ZeRO-Infinity, Rajbhandari et al. 2021).
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal static class OffloadTime
{
    /// <summary>Share of the host link's nominal rate that pinned copies reach (26 of 31.5 GB/s, PCIe 4 bandwidth tests).</summary>
    public const double LinkShare = 0.8;

    /// <summary>
    /// Bytes per second of a node's NVMe drives: ZeRO-Infinity's DGX-2 reads 28 and writes 25 GB/s (Rajbhandari et al. 2021, section 8).
    /// </summary>
    private const double DrivesPerNode = 25e9;

    public static double Of(in StageTime stage, in TrainingStrategy strategy, in StepRules rules, Cluster cluster, int microBatches)
    {
        var offload = strategy.Offload;
        if (!offload.Any)
        {
            return 0;
        }

        var precision = strategy.Precision;
        // Weights come for either pass; activations leave in the forward one and come back in the backward one.
        double perPass = 0,
            perStep = 0;
        if (offload.Parameters != OffloadTarget.None)
        {
            var (dense, experts) = stage.BaseBytes(strategy, precision.WeightBytes);
            var weights = strategy.Sharding.DividesWeights()
                ? StateShards.Of(strategy, cluster.PerNode).Part(dense, experts)
                : dense + experts;
            perPass += weights / Rate(offload.Parameters, cluster);
        }

        if (offload.Activations != OffloadTarget.None)
        {
            perPass += stage.Saved / Rate(offload.Activations, cluster);
        }

        if (offload.Optimizer != OffloadTarget.None)
        {
            // Gradients down, updated weights up; drives hold the states themselves, which travel both ways.
            var owned = OptimizerTime.Owned(stage, strategy, cluster.PerNode);
            var states =
                offload.Optimizer == OffloadTarget.Nvme
                    ? 2 * (OptimizerStates.BytesPerParameter(strategy.Optimizer, precision.StateBytes) + precision.MasterWeightBytes)
                    : 0;
            perStep += owned * (precision.MainGradientBytes + precision.WeightBytes) / Rate(OffloadTarget.Cpu, cluster);
            perStep += owned * states / Rate(OffloadTarget.Nvme, cluster);
        }

        var exposed = rules.Behind(perPass, stage.Forward) + rules.Behind(perPass, stage.Compute - stage.Forward);
        return (microBatches * exposed) + perStep;
    }

    /// <summary>
    /// Seconds of moving pages out and back once a step: bitsandbytes fetches them ahead, so that they travel at the link's rate, and
    /// nothing runs beside the optimizer step.
    /// </summary>
    public static double Paging(double bytes, Cluster cluster) => 2 * bytes / Rate(OffloadTarget.Cpu, cluster);

    private static double Rate(OffloadTarget target, Cluster cluster)
    {
        var link = cluster.Node.HostBandwidth.BytesPerSecond * LinkShare;
        return target == OffloadTarget.Nvme ? Math.Min(link, DrivesPerNode / cluster.PerNode) : link;
    }
}
