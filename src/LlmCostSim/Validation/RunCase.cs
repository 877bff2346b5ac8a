using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>A published training run, with what its source leaves open left open.</summary>
internal sealed record RunCase
{
    public required ModelSpec Model { get; init; }

    public required Cluster Cluster { get; init; }

    public required SoftwareStack Stack { get; init; }

    /// <summary>Sequence length and batch.</summary>
    public required TrainingWorkload Workload { get; init; }

    /// <summary>Number formats.</summary>
    public required Precision Precision { get; init; }

    /// <summary>How attention is computed.</summary>
    public AttentionImplementation Attention { get; init; }

    /// <summary>Whether its FLOP rates count a causal triangle once.</summary>
    public bool CausalOnce { get; init; }

    /// <summary>Dropout.</summary>
    public double Dropout { get; init; }

    /// <summary>Tensor-parallel ranks; <see langword="null"/>: not stated.</summary>
    public int? Tensor { get; init; }

    /// <summary>Pipeline stages; <see langword="null"/>: not stated.</summary>
    public int? Pipeline { get; init; }

    /// <summary>Whether the source says that stages are interleaved.</summary>
    public bool Interleaved { get; init; }

    /// <summary>Expert-parallel ranks; <see langword="null"/>: not stated.</summary>
    public int? Expert { get; init; }

    /// <summary>The pipeline's schedule; <see langword="null"/>: not stated.</summary>
    public PipelineSchedule? Schedule { get; init; }

    /// <summary>Replicas; <see langword="null"/>: not stated, and no context parallelism then.</summary>
    public int? Data { get; init; }

    /// <summary>How context ranks exchange keys and values.</summary>
    public ContextParallelKind ContextKind { get; init; }

    /// <summary>Whether the source states what decides most of a step's speed: layout and recomputation.</summary>
    public bool PlanIsStated => Tensor is not null && Pipeline is not null && Recompute is not null;

    /// <summary>Whether sequence parallelism goes with tensor parallelism.</summary>
    public bool? SequenceParallel { get; init; }

    /// <summary>Sequences per micro-batch; <see langword="null"/>: not stated.</summary>
    public int? MicroBatch { get; init; }

    /// <summary>Sharding; <see langword="null"/>: not stated.</summary>
    public Sharding? Sharding { get; init; }

    /// <summary>Recomputation; <see langword="null"/>: not stated.</summary>
    public RecomputeKind? Recompute { get; init; }
}
