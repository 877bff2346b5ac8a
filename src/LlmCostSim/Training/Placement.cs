using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// How the groups of a layout lie on the nodes: tensor innermost, then context, then data and pipeline in the layout's order. Ranks of
/// experts are numbered for themselves: those that divide an expert, then those that divide the experts, then copies (Megatron-Core's
/// <c>parallel_state.py</c>), so that experts whole on their ranks are exchanged within a tensor group first.
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal static class Placement
{
    public static CollectiveGroups GroupsOf(in ParallelLayout layout, Cluster cluster)
    {
        var perNode = cluster.PerNode;
        return new CollectiveGroups(
            CollectiveGroup.Strided(layout.Tensor, 1, perNode),
            CollectiveGroup.Strided(layout.Context, layout.Tensor, perNode),
            CollectiveGroup.Strided(layout.Expert, layout.RanksPerExpert, perNode),
            CollectiveGroup.Strided(layout.RanksPerExpert, 1, perNode),
            Stages(layout, 1, perNode)
        );
    }

    /// <summary>Ranks with equal dense weights: data and context ranks.</summary>
    public static CollectiveGroup Replicas(in ParallelLayout layout, int perNode)
    {
        var inNode = layout.ReplicasInNode(perNode);
        return new CollectiveGroup(layout.Data * layout.Context, inNode, Math.Max(inNode, perNode));
    }

    /// <summary>A rank and the same one so many stages on; alone where there is one stage.</summary>
    public static CollectiveGroup Stages(in ParallelLayout layout, int apart, int perNode) =>
        layout.Pipeline == 1 ? CollectiveGroup.WithinNode(1)
        : layout.Ranks <= perNode ? CollectiveGroup.WithinNode(2)
        : CollectiveGroup.Strided(2, layout.PipelineStride * apart, perNode);
}
