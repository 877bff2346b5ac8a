using System.Diagnostics;
using LlmCostSim.Hardware;

namespace LlmCostSim.Operators;

/// <summary>One operation of a layer on one rank, hardware-free: its shapes, the parameters it owns, what it saves for the backward pass. An entry stands for the forward operation and, by <see cref="Flags"/>, for its gradients.</summary>
/// <remarks>Described in docs/method.md, "Counting" and "Memory".</remarks>
internal readonly record struct OpSpec
{
    /// <summary>What it is.</summary>
    public required OpKind Kind { get; init; }

    /// <summary>What it is for.</summary>
    public required OpRole Role { get; init; }

    /// <summary>Which gradients it has, and how recomputation treats it.</summary>
    public OpTraits Flags { get; init; }

    /// <summary>Format of a matrix multiply.</summary>
    public NumberFormat Format { get; init; }

    /// <summary>Rows of a matrix multiply: tokens. Per group of a grouped one.</summary>
    public double M { get; init; }

    /// <summary>Columns of the result: output channels.</summary>
    public double N { get; init; }

    /// <summary>Inner dimension: input channels.</summary>
    public double K { get; init; }

    /// <summary>Matrix multiplies in the batch, or groups; 1 for a plain one.</summary>
    public double Count { get; init; }

    /// <summary>Shape of a fused attention.</summary>
    public AttentionShape Attention { get; init; }

    /// <summary>Bytes that memory-bound work reads and writes forward.</summary>
    public double ForwardBytes { get; init; }

    /// <summary>Bytes that it reads and writes backward.</summary>
    public double BackwardBytes { get; init; }

    /// <summary>Collective of the forward pass, if any.</summary>
    public CollectiveKind? ForwardCollective { get; init; }

    /// <summary>Collective of the backward pass, if any.</summary>
    public CollectiveKind? BackwardCollective { get; init; }

    /// <summary>Among which ranks a collective runs.</summary>
    public CollectiveScope Scope { get; init; }

    /// <summary>Size of the full tensor of a collective, in bytes.</summary>
    public double CollectiveBytes { get; init; }

    /// <summary>Kernels launched forward.</summary>
    public int ForwardKernels { get; init; }

    /// <summary>Kernels launched backward.</summary>
    public int BackwardKernels { get; init; }

    /// <summary>Parameters that this rank holds for the operation.</summary>
    public double Parameters { get; init; }

    /// <summary>What they are.</summary>
    public ParameterClass ParameterClass { get; init; }

    /// <summary>Distinct parameters that the whole model has for the operation in one layer: what the parts of all ranks add up to once copies and padding are taken off.</summary>
    public double ModelParameters { get; init; }

    /// <summary>Bytes kept from the forward to the backward pass on the operation's account; a tensor that two operations need is on one account only.</summary>
    public double SavedBytes { get; init; }

    /// <summary>Part of <see cref="SavedBytes"/> of an operation of the attention core that selective recomputation keeps: queries, keys and values, from which it starts again, and what the output projection needs.</summary>
    public double KeptBytes { get; init; }

    /// <summary>Bytes kept under selective recomputation.</summary>
    public double SelectiveSavedBytes => Has(OpTraits.AttentionCore) ? KeptBytes : SavedBytes;

    /// <summary>Bytes of the result, alive until the next operations have used it.</summary>
    public double OutputBytes { get; init; }

    /// <summary>Bytes needed besides while it runs forward.</summary>
    public double WorkspaceBytes { get; init; }

    /// <summary>Whether all of <paramref name="flags"/> are set.</summary>
    public bool Has(OpTraits flags) => (Flags & flags) == flags;

    /// <summary>Arithmetic of the forward pass, in FLOP: a matrix multiply has two, a multiplication and an addition, for each element of A and column of B.</summary>
    /// <param name="causalHalved">Whether a causal triangle counts once.</param>
    public double ForwardFlops(bool causalHalved) => Kind switch
    {
        OpKind.Gemm when Has(OpTraits.AttentionCore) => 2 * Attention.Batch * Attention.Heads * Attention.Pairs(causalHalved)
            * (Role == OpRole.AttentionScores ? Attention.HeadDim : Attention.ValueDim),
        OpKind.Gemm or OpKind.GroupedGemm => 2 * M * N * K * Count,
        OpKind.Attention => Attention.ForwardFlops(causalHalved),
        OpKind.Elementwise or OpKind.Collective => 0,
        _ => throw new UnreachableException($"no arithmetic for {Kind}"),
    };

    /// <summary>Gradients that take the forward pass's arithmetic each: both products of attention have two. Work that fused attention repeats is not counted.</summary>
    internal int Gradients => Kind == OpKind.Attention
        ? (Has(OpTraits.DataGradient) ? 2 : 0)
        : (Has(OpTraits.DataGradient) ? 1 : 0) + (Has(OpTraits.WeightGradient) ? 1 : 0);
}
