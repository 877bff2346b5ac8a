using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// How the groups of a layout lie on the nodes: tensor innermost, then context, then data, pipeline outermost (Megatron-LM's order). Ranks of
/// experts are numbered for themselves: those that divide an expert, then those that divide the experts, then copies (Megatron-Core's
/// <c>parallel_state.py</c>), so that experts whole on their ranks are exchanged within a tensor group first.
/// </summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal static class Placement
{
    public static CollectiveGroups GroupsOf(in ParallelLayout layout, Cluster cluster)
    {
        var perNode = cluster.PerNode;
        var dataStride = layout.Tensor * layout.Context;
        var pipelineStride = dataStride * layout.Data;
        return new CollectiveGroups(
            CollectiveGroup.Strided(layout.Tensor, 1, perNode),
            CollectiveGroup.Strided(layout.Context, layout.Tensor, perNode),
            CollectiveGroup.Strided(layout.Expert, layout.RanksPerExpert, perNode),
            CollectiveGroup.Strided(layout.RanksPerExpert, 1, perNode),
            // Gradients are reduced over data and context ranks.
            CollectiveGroup.Strided(layout.Data * layout.Context, layout.Tensor, perNode),
            CollectiveGroup.Strided(layout.Pipeline > 1 ? 2 : 1, pipelineStride, perNode)
        );
    }
}
