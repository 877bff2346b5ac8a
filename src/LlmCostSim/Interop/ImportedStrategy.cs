using LlmCostSim.Hardware;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The members of a training strategy that an imported file states; what it does not state is <see langword="null"/>.</summary>
public sealed record ImportedStrategy
{
    /// <summary>Software stack, in the words of scenario files: <c>deepspeed</c>, <c>megatron</c>, <c>megatron-core</c>.</summary>
    public string? Framework { get; init; }

    /// <summary>Tensor-parallel ranks.</summary>
    public int? Tensor { get; init; }

    /// <summary>Whether activations outside the tensor-parallel blocks are divided along the sequence.</summary>
    public bool? SequenceParallel { get; init; }

    /// <summary>Pipeline stages.</summary>
    public int? Pipeline { get; init; }

    /// <summary>Model chunks per pipeline rank.</summary>
    public int? VirtualStages { get; init; }

    /// <summary>Replicas of the model.</summary>
    public int? Data { get; init; }

    /// <summary>Ranks that divide one sequence.</summary>
    public int? Context { get; init; }

    /// <summary>How those ranks exchange keys and values.</summary>
    public ContextParallelKind? ContextKind { get; init; }

    /// <summary>Ranks over which experts are divided.</summary>
    public int? Expert { get; init; }

    /// <summary>Tensor-parallel ranks within an expert.</summary>
    public int? ExpertTensor { get; init; }

    /// <summary>Sharding of the model states.</summary>
    public Sharding? Sharding { get; init; }

    /// <summary>Recomputation of activations.</summary>
    public RecomputePolicy? Recompute { get; init; }

    /// <summary>Sequences per micro-batch and replica.</summary>
    public int? MicroBatch { get; init; }

    /// <summary>Micro-batches per optimizer step and replica, where the file gives them instead of a global batch.</summary>
    public int? MicroBatches { get; init; }

    /// <summary>Format of the matrix multiplies.</summary>
    public NumberFormat? Precision { get; init; }

    /// <summary>Bytes per element of the accumulated gradients.</summary>
    public double? MainGradientBytes { get; init; }

    /// <summary>Optimizer.</summary>
    public OptimizerKind? Optimizer { get; init; }

    /// <summary>Offload.</summary>
    public OffloadPolicy? Offload { get; init; }

    /// <summary>How attention is computed.</summary>
    public AttentionImplementation? Attention { get; init; }

    /// <summary>Dropout rate.</summary>
    public double? Dropout { get; init; }
}
