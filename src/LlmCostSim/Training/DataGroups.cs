using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>The groups among which gradients and weights travel.</summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
/// <param name="Dense">Ranks with equal dense weights: data and context ranks.</param>
/// <param name="Experts">Ranks with equal experts; under hybrid sharding those of one node, which divide them.</param>
/// <param name="Shards">Ranks that divide weights among themselves: all of <paramref name="Dense"/>, or those of one node.</param>
/// <param name="Replicas">Ranks of other nodes that hold the same shard under hybrid sharding.</param>
/// <param name="ExpertReplicas">The same of shards of experts.</param>
/// <param name="Ends">First and last stage, which hold the tied table.</param>
internal readonly record struct DataGroups(
    CollectiveGroup Dense,
    CollectiveGroup Experts,
    CollectiveGroup Shards,
    CollectiveGroup Replicas,
    CollectiveGroup ExpertReplicas,
    CollectiveGroup Ends
)
{
    public static DataGroups Of(in ParallelLayout layout, Sharding sharding, Cluster cluster)
    {
        var perNode = cluster.PerNode;
        var ranks = layout.Data * layout.Context;
        var dense = Placement.Replicas(layout, perNode);
        // Experts that fewer ranks divide than the rest have several places in a tensor group, for others or for copies.
        var apart = layout.Expert > 1 || layout.ExpertPlaces > 1;
        var copies = (int)Math.Max(1, layout.ExpertPlacesInStage / layout.Expert);
        var stride = layout.Order == RankOrder.PipelineInsideData ? layout.DataStride : layout.RanksPerExpert * layout.Expert;
        var ends = Placement.Stages(layout, layout.Pipeline - 1, perNode);
        var alone = CollectiveGroup.WithinNode(1);
        if (sharding != Sharding.Hsdp)
        {
            return new DataGroups(dense, apart ? CollectiveGroup.Strided(copies, stride, perNode) : dense, dense, alone, alone, ends);
        }

        var inNode = dense.RanksPerNode;
        var expertShards = Math.Clamp(inNode * layout.ExpertPlaces / layout.Expert, 1, copies);
        return new DataGroups(
            dense,
            CollectiveGroup.Strided(expertShards, stride, perNode),
            CollectiveGroup.Strided(inNode, layout.Tensor, perNode),
            CollectiveGroup.Strided(Math.Max(1, ranks / inNode), perNode, perNode),
            CollectiveGroup.Strided(Math.Max(1, copies / expertShards), perNode, perNode),
            ends
        );
    }
}
