using System.Runtime.CompilerServices;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Lowering;

/// <summary>
/// Everything beside the model that the operations of one rank depend on. A value: equal options give equal programs, so programs can be
/// cached by it.
/// </summary>
internal readonly record struct LoweringOptions
{
    /// <summary>One rank, one sequence of 2048 tokens, bf16, trained.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LoweringOptions() { }

    /// <summary>Sequences worked on at once.</summary>
    public double MicroBatch { get; init; } = 1;

    /// <summary>New tokens per sequence, over all context-parallel ranks.</summary>
    public double SequenceLength { get; init; } = 2048;

    /// <summary>Tokens already in the cache that the new ones see; 0 in training.</summary>
    public double PastLength { get; init; }

    /// <summary>Encoder tokens per sequence of an encoder-decoder model.</summary>
    public double EncoderLength { get; init; }

    /// <summary>Tensor-parallel ranks.</summary>
    public int Tensor { get; init; } = 1;

    /// <summary>Whether activations outside tensor-parallel blocks are divided along the sequence.</summary>
    public bool SequenceParallel { get; init; }

    /// <summary>Context-parallel ranks.</summary>
    public int Context { get; init; } = 1;

    /// <summary>How they exchange keys and values.</summary>
    public ContextParallelKind ContextKind { get; init; }

    /// <summary>Expert-parallel ranks.</summary>
    public int Expert { get; init; } = 1;

    /// <summary>Tensor-parallel ranks within an expert; 0: as <see cref="Tensor"/>.</summary>
    public int ExpertTensor { get; init; }

    /// <summary>Tokens of the busiest rank's experts over the mean, at least 1.</summary>
    public double ExpertImbalance { get; init; } = 1;

    /// <summary>Format of matrix multiplies.</summary>
    public NumberFormat Compute { get; init; } = NumberFormat.Bf16;

    /// <summary>Bytes per element of activations.</summary>
    public double ActivationBytes { get; init; } = 2;

    /// <summary>How attention is computed.</summary>
    public AttentionImplementation Attention { get; init; }

    /// <summary>Kernels that the stack fuses.</summary>
    public KernelFusion Fusion { get; init; } =
        KernelFusion.Norm
        | KernelFusion.Activation
        | KernelFusion.Rope
        | KernelFusion.BiasDropoutAdd
        | KernelFusion.Softmax
        | KernelFusion.Projections;

    /// <summary>What the stack keeps beyond need.</summary>
    public TensorRetention Retention { get; init; }

    /// <summary>Copies in the compute format that expanding one quantised matrix makes at once.</summary>
    public double DequantizedCopies { get; init; } = 1;

    /// <summary>Times that the cross-entropy is computed once more for metrics.</summary>
    public int LossMetrics { get; init; }

    /// <summary>Whether dropout is active: its masks are saved, its passes made.</summary>
    public bool Dropout { get; init; }

    /// <summary>Whether only what multiplies is written: all that FLOPs are counted from.</summary>
    public bool MultipliesOnly { get; init; }

    /// <summary>Whether there is a backward pass.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Adapter of a fine-tuning job; the base weights are then frozen.</summary>
    public AdapterSpec Adapter { get; init; }

    /// <summary>Options of a training strategy's micro-batch on one rank, as a stack computes and keeps.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="stack">The software stack.</param>
    public static LoweringOptions For(in TrainingStrategy strategy, in TrainingWorkload workload, SoftwareStack stack) =>
        For(strategy, workload, stack.Fusion, stack.Memory.Retention, stack.Memory.DequantizedCopies) with
        {
            LossMetrics = stack.Training.LossMetrics,
        };

    /// <summary>Options of a training strategy's micro-batch on one rank.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="fusion">Kernels that the stack fuses.</param>
    /// <param name="retention">What the stack keeps beyond need.</param>
    /// <param name="dequantizedCopies">Copies that expanding a quantised matrix makes at once.</param>
    public static LoweringOptions For(
        in TrainingStrategy strategy,
        in TrainingWorkload workload,
        KernelFusion fusion,
        TensorRetention retention = TensorRetention.None,
        double dequantizedCopies = 1
    ) =>
        new()
        {
            Retention = retention,
            DequantizedCopies = dequantizedCopies,
            MicroBatch = strategy.MicroBatch,
            SequenceLength = workload.SequenceLength,
            EncoderLength = workload.EncoderLength,
            Tensor = strategy.Layout.Tensor,
            SequenceParallel = strategy.Layout.SequenceParallel,
            Context = strategy.Layout.Context,
            ContextKind = strategy.Layout.ContextKind,
            Expert = strategy.Layout.Expert,
            ExpertTensor = strategy.Layout.ExpertTensor,
            ExpertImbalance = strategy.Layout.ExpertImbalance,
            Compute = strategy.Precision.Compute,
            ActivationBytes = strategy.Precision.ActivationBytes,
            Attention = strategy.Attention,
            Fusion = fusion,
            Dropout = strategy.Dropout > 0,
            Adapter = strategy.Adapter,
        };
}
