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
        var tensor = CollectiveGroup.Strided(layout.Tensor, 1, perNode);
        return new CollectiveGroups(
            tensor,
            CollectiveGroup.Strided(layout.Context, layout.Tensor, perNode),
            CollectiveGroup.Strided(layout.Expert, layout.RanksPerExpert, perNode),
            layout.ExpertTensor == 0 ? tensor : CollectiveGroup.Strided(layout.ExpertTensor, 1, perNode),
            Stages(layout, 1, perNode)
        );
    }

    /// <summary>Ranks with equal dense weights: data and context ranks.</summary>
    public static CollectiveGroup Replicas(in ParallelLayout layout, int perNode)
    {
        var inNode = layout.ReplicasInNode(perNode);
        return new CollectiveGroup(layout.Data * layout.Context, inNode, Math.Max(inNode, perNode));
    }

    /// <summary>
    /// A rank and the same one so many stages on; alone where there is one stage. Of pipelines that are longer than a node some stages have
    /// their next one on another, and the slowest decides.
    /// </summary>
    public static CollectiveGroup Stages(in ParallelLayout layout, int apart, int perNode) =>
        layout.Pipeline == 1 ? CollectiveGroup.WithinNode(1)
        : layout.Ranks <= perNode || (layout.StagesInside && layout.Pipeline * layout.PipelineStride <= perNode)
            ? CollectiveGroup.WithinNode(2)
        : layout.StagesInside ? CollectiveGroup.Strided(2, perNode, perNode)
        : CollectiveGroup.Strided(2, layout.PipelineStride * apart, perNode);
}
