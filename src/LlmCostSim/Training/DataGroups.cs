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
        var dense = Placement.Replicas(layout, perNode);
        var ends = Placement.Stages(layout, layout.Pipeline - 1, perNode);
        if (sharding == Sharding.Hsdp)
        {
            return Hybrid(layout, dense, ends, perNode);
        }

        // Experts that fewer ranks divide than the rest have several places in a tensor group, for others or for copies.
        var apart = layout.Expert > 1 || layout.ExpertPlaces > 1;
        var experts = apart ? CollectiveGroup.Strided(ExpertCopies(layout), ExpertStride(layout), perNode) : dense;
        var alone = CollectiveGroup.WithinNode(1);
        return new DataGroups(dense, experts, dense, alone, alone, ends);
    }

    private static DataGroups Hybrid(in ParallelLayout layout, in CollectiveGroup dense, in CollectiveGroup ends, int perNode)
    {
        var (inNode, copies) = (dense.RanksPerNode, ExpertCopies(layout));
        var expertShards = Math.Clamp(inNode * layout.ExpertPlaces / layout.Expert, 1, copies);
        return new DataGroups(
            dense,
            CollectiveGroup.Strided(expertShards, ExpertStride(layout), perNode),
            CollectiveGroup.Strided(inNode, layout.Tensor, perNode),
            CollectiveGroup.Strided(Math.Max(1, dense.Ranks / inNode), perNode, perNode),
            CollectiveGroup.Strided(Math.Max(1, copies / expertShards), perNode, perNode),
            ends
        );
    }

    private static int ExpertCopies(in ParallelLayout layout) => (int)Math.Max(1, layout.ExpertPlacesInStage / layout.Expert);

    private static int ExpertStride(in ParallelLayout layout) =>
        layout.StagesInside ? layout.DataStride : layout.RanksPerExpert * layout.Expert;
}
