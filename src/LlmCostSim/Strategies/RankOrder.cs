namespace LlmCostSim.Strategies;

/// <summary>
/// Order in which ranks are numbered over the nodes, innermost first: which groups lie within a node and which pay the network.
/// </summary>
/// <remarks>The two orders of Megatron-Core (<c>megatron/core/parallel_state.py</c>: <c>tp-cp-ep-dp-pp</c>, and <c>tp-cp-ep-pp-dp</c> with
/// <c>--use-tp-pp-dp-mapping</c>); DeepSpeed's topology of pipelines is the former.</remarks>
public enum RankOrder
{
    /// <summary>Tensor, context, data, pipeline: replicas lie together, stages apart.</summary>
    DataInsidePipeline,

    /// <summary>Tensor, context, pipeline, data: the stages of a replica lie together, replicas apart.</summary>
    PipelineInsideData,
}
