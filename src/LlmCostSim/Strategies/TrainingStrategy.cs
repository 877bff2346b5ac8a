using LlmCostSim.Stacks;

namespace LlmCostSim.Strategies;

/// <summary>How a model is trained on a cluster: the third input beside model and hardware. A value; two equal strategies give equal estimates.</summary>
public readonly record struct TrainingStrategy
{
    /// <summary>One GPU, micro-batch 1, bf16 AdamW with flash attention.</summary>
    public TrainingStrategy()
    {
    }

    /// <summary>Division over the ranks.</summary>
    public ParallelLayout Layout { get; init; } = new();

    /// <summary>Pipeline schedule.</summary>
    public PipelineSchedule Schedule { get; init; }

    /// <summary>Data-parallel sharding of the model states.</summary>
    public Sharding Sharding { get; init; }

    /// <summary>Activation recomputation.</summary>
    public RecomputePolicy Recompute { get; init; }

    /// <summary>Sequences per micro-batch and replica; 1 by default.</summary>
    public int MicroBatch { get; init; } = 1;

    /// <summary>Number formats.</summary>
    public Precision Precision { get; init; } = new();

    /// <summary>Optimizer.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Adapter of a fine-tuning job.</summary>
    public AdapterSpec Adapter { get; init; }

    /// <summary>Offload.</summary>
    public OffloadPolicy Offload { get; init; }

    /// <summary>How attention is computed.</summary>
    public AttentionImplementation Attention { get; init; }

    /// <summary>Which communication runs beside compute; <see langword="null"/> (the default): what the software stack overlaps.</summary>
    public CommunicationOverlap? Overlap { get; init; }

    /// <summary>Dropout rate of attention and residual dropout; 0 (the default) drops the masks.</summary>
    public double Dropout { get; init; }
}
