using LlmCostSim.Stacks;

namespace LlmCostSim.Strategies;

/// <summary>
/// How a model is trained on a cluster: the third input beside model and hardware. A value; two equal strategies give equal estimates.
/// </summary>
public readonly record struct TrainingStrategy
{
    /// <summary>One GPU, micro-batch 1, bf16 AdamW with flash attention.</summary>
    public TrainingStrategy() { }

    /// <summary>Division over the ranks; one rank by default.</summary>
    public ParallelLayout Layout { get; init; } = new();

    /// <summary>Pipeline schedule; 1F1B by default. Without effect on one stage.</summary>
    public PipelineSchedule Schedule { get; init; }

    /// <summary>Data-parallel sharding of the model states; none by default.</summary>
    public Sharding Sharding { get; init; }

    /// <summary>Activation recomputation; none by default.</summary>
    public RecomputePolicy Recompute { get; init; }

    /// <summary>Sequences per micro-batch and replica, 1 (the default) or more.</summary>
    public int MicroBatch { get; init; } = 1;

    /// <summary>Number formats; bf16 with fp32 master weights and gradients by default.</summary>
    public Precision Precision { get; init; } = new();

    /// <summary>Optimizer; AdamW by default.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Adapter of a fine-tuning job; none by default: all weights are trained.</summary>
    public AdapterSpec Adapter { get; init; }

    /// <summary>What leaves the accelerator; nothing by default.</summary>
    public OffloadPolicy Offload { get; init; }

    /// <summary>How attention is computed; fused by default.</summary>
    public AttentionImplementation Attention { get; init; }

    /// <summary>Which communication runs beside compute; <see langword="null"/> (the default): what the software stack overlaps.</summary>
    public CommunicationOverlap? Overlap { get; init; }

    /// <summary>
    /// Dropout rate of attention and residual dropout, 0–1; 0 (the default): no masks are kept and no passes made. Any other rate costs the
    /// same.
    /// </summary>
    public double Dropout { get; init; }
}
