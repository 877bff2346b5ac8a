using System.Runtime.CompilerServices;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Seconds that data parallelism adds to a step on one stage.</summary>
/// <remarks>
/// Volumes of Rajbhandari et al. 2020: all-reduce of the gradients, or reduce-scatter and all-gather where optimizer states are divided, or
/// gathering for the forward and for the backward pass and reduction of every micro-batch where weights are. Ranks hold their tensor and
/// pipeline share, so that is what travels; experts travel among the ranks that hold the same ones. Weight-sharding frameworks gather unit
/// by unit: layers, and embedding or head; the others exchange gradients in buckets (<see cref="BucketOverlap"/>). Described in
/// docs/training.md, "Time of a step".
/// </remarks>
internal static class DataParallelTime
{
    public static DataExchange Of(
        in StageTime stage,
        in TrainingStrategy strategy,
        in StepRules rules,
        KernelSet kernels,
        in DataGroups groups,
        int microBatches
    )
    {
        var trained = strategy.Adapter.Kind == AdapterKind.None;
        var dense = trained ? stage.Dense : stage.Adapters;
        var experts = trained ? stage.Experts : 0;
        var exchange = new DataExchange
        {
            Times = 1,
            Round = Math.Min(microBatches, strategy.Layout.Pipeline),
            Slowdown = rules.Pace.OverlapSlowdown,
        };
        switch (strategy.Sharding)
        {
            case Sharding.FsdpGradOp when strategy.Layout.Pipeline > 1:
                // Micro-batches overlap in a pipeline, so weights, trained or not, stay gathered for the step and gradients are reduced once
                // (Llama 3, arXiv 2407.21783, section 3.3.2).
                exchange.Pieces = Math.Max(1, stage.Layers);
                break;
            case var sharding when sharding.DividesWeights():
                exchange.Settled =
                    (microBatches * Sharded(stage, strategy, rules, kernels, groups))
                    + (sharding == Sharding.Hsdp ? rules.Slower(groups.Replicas) * Replicas(dense, experts, strategy, kernels, groups) : 0);
                return exchange;
            default:
                // Without gradient sharding the accumulated gradients are scattered once; with it, ZeRO-2 scatters those of every
                // micro-batch, but for pipelines, whose micro-batches overlap (Llama 3, arXiv 2407.21783, section 3.3.2).
                exchange.Times = strategy.Sharding == Sharding.Zero2 && strategy.Layout.Pipeline == 1 ? microBatches : 1;
                exchange.Pieces = Math.Max(
                    1,
                    (dense + experts)
                        / Math.Max(rules.Pace.GradientBucketElements, rules.Pace.GradientBucketElementsPerRank * groups.Dense.Ranks)
                );
                break;
        }

        Exchange(ref exchange, stage, strategy, rules, kernels, groups, dense, experts);
        return exchange;
    }

    /// <summary>An all-reduce, or a reduction and a gathering: whole where nothing overlaps it, in pieces where the passes do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(
        ref DataExchange exchange,
        in StageTime stage,
        in TrainingStrategy strategy,
        in StepRules rules,
        KernelSet kernels,
        in DataGroups groups,
        double dense,
        double experts
    )
    {
        var sharded = strategy.Sharding != Sharding.None;
        var overlaps =
            (rules.Overlap & (strategy.Sharding == Sharding.FsdpGradOp ? CommunicationOverlap.Gather : CommunicationOverlap.Data)) != 0;
        var pieces = overlaps ? exchange.Pieces : 1;
        var slower = rules.Slower(groups.Dense) * pieces;
        var (reduced, gathered) = (strategy.Precision.ReduceBytes / pieces, strategy.Precision.GatherBytes);
        var reduce =
            slower
            * Seconds(
                sharded ? CollectiveKind.ReduceScatter : CollectiveKind.AllReduce,
                dense * reduced,
                experts * reduced,
                kernels,
                groups
            );
        var (weights, expertWeights) = (dense * gathered, experts * gathered);
        if (strategy.Sharding == Sharding.FsdpGradOp)
        {
            (weights, expertWeights) = stage.BaseBytes(strategy, gathered);
            weights += stage.Adapters * gathered;
        }

        var gather = sharded ? slower * Seconds(CollectiveKind.AllGather, weights / pieces, expertWeights / pieces, kernels, groups) : 0;
        if (!overlaps)
        {
            exchange.Settled = (exchange.Times * reduce) + gather;
            return;
        }

        (exchange.Reduce, exchange.BackwardPass) = (reduce, stage.InputPass + stage.WeightGradient);
        (exchange.Gather, exchange.ForwardPass) = (gather, stage.ForwardPass);
    }

    private static double Sharded(
        in StageTime stage,
        in TrainingStrategy strategy,
        in StepRules rules,
        KernelSet kernels,
        in DataGroups groups
    )
    {
        var (shards, units) = (groups.Shards, stage.Layers + 1.0);
        var (gatherBytes, reduceBytes) = (strategy.Precision.GatherBytes, strategy.Precision.ReduceBytes);
        var (dense, experts) = stage.BaseBytes(strategy, gatherBytes);
        dense += stage.Adapters * gatherBytes;
        var gather = units * kernels.Collective(CollectiveKind.AllGather, dense / units, shards);
        gather += experts > 0 ? units * kernels.Collective(CollectiveKind.AllGather, experts / units, groups.Experts) : 0;
        var trained = strategy.Adapter.Kind == AdapterKind.None ? stage.Dense : stage.Adapters;
        var reduce = units * kernels.Collective(CollectiveKind.ReduceScatter, trained * reduceBytes / units, shards);
        if (strategy.Adapter.Kind == AdapterKind.None && stage.Experts > 0)
        {
            reduce += units * kernels.Collective(CollectiveKind.ReduceScatter, stage.Experts * reduceBytes / units, groups.Experts);
        }

        var gathers = strategy.Sharding == Sharding.FsdpGradOp ? 1 : 2;
        return rules.Exposed(rules.Slower(shards) * ((gathers * gather) + reduce), stage.Compute, CommunicationOverlap.Gather);
    }

    /// <summary>Hybrid sharding: the shards of equal ranks of the nodes are summed once per step.</summary>
    private static double Replicas(double dense, double experts, in TrainingStrategy strategy, KernelSet kernels, in DataGroups groups)
    {
        var bytes = strategy.Precision.ReduceBytes;
        return kernels.Collective(CollectiveKind.AllReduce, dense * bytes / groups.Shards.Ranks, groups.Replicas)
            + (
                experts > 0
                    ? kernels.Collective(CollectiveKind.AllReduce, experts * bytes / groups.Experts.Ranks, groups.ExpertReplicas)
                    : 0
            );
    }

    private static double Seconds(CollectiveKind kind, double dense, double experts, KernelSet kernels, in DataGroups groups) =>
        kernels.Collective(kind, dense, groups.Dense) + (experts > 0 ? kernels.Collective(kind, experts, groups.Experts) : 0);
}
