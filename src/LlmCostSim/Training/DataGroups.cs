using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>The groups among which gradients and weights travel.</summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
/// <param name="Dense">Ranks with equal dense weights: data and context ranks.</param>
/// <param name="Experts">Ranks with equal experts.</param>
/// <param name="Shards">Ranks that divide weights among themselves: all of <paramref name="Dense"/>, or those of one node.</param>
/// <param name="Replicas">Ranks of other nodes that hold the same shard under hybrid sharding.</param>
/// <param name="Ends">First and last stage, which hold the tied table.</param>
internal readonly record struct DataGroups(
    CollectiveGroup Dense,
    CollectiveGroup Experts,
    CollectiveGroup Shards,
    CollectiveGroup Replicas,
    CollectiveGroup Ends
)
{
    public static DataGroups Of(in ParallelLayout layout, Sharding sharding, Cluster cluster)
    {
        var perNode = cluster.PerNode;
        var ranks = layout.Data * layout.Context;
        var dense = CollectiveGroup.Strided(ranks, layout.Tensor, perNode);
        var experts =
            layout.Expert > 1 ? CollectiveGroup.Strided(Math.Max(1, ranks / layout.Expert), layout.Tensor * layout.Expert, perNode) : dense;
        var ends = CollectiveGroup.Strided(layout.Pipeline > 1 ? 2 : 1, layout.Tensor * ranks, perNode);
        if (sharding != Sharding.Hsdp)
        {
            return new DataGroups(dense, experts, dense, CollectiveGroup.WithinNode(1), ends);
        }

        var inNode = Math.Clamp(perNode / layout.Tensor, 1, ranks);
        var shards = CollectiveGroup.Strided(inNode, layout.Tensor, perNode);
        return new DataGroups(
            dense,
            layout.Expert > 1 ? experts : shards,
            shards,
            CollectiveGroup.Strided(Math.Max(1, ranks / inNode), perNode, perNode),
            ends
        );
    }
}
