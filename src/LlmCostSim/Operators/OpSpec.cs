using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlmCostSim.Hardware;

namespace LlmCostSim.Operators;

/// <summary>
/// One operation of a layer on one rank, hardware-free: its shapes, the parameters it owns, what it saves for the backward pass. An entry
/// stands for the forward operation and, by <see cref="Flags"/>, for its gradients.
/// </summary>
/// <remarks>Described in docs/method.md, "Counting" and "Memory".</remarks>
internal record struct OpSpec
{
    /// <summary>What it is.</summary>
    public OpKind Kind { get; set; }

    /// <summary>What it is for.</summary>
    public OpRole Role { get; set; }

    /// <summary>Which gradients it has, and how recomputation treats it.</summary>
    public OpTraits Flags { get; set; }

    /// <summary>Format of a matrix multiply.</summary>
    public NumberFormat Format { get; set; }

    /// <summary>Rows of a matrix multiply: tokens. Per group of a grouped one.</summary>
    public double M { get; set; }

    /// <summary>Columns of the result: output channels.</summary>
    public double N { get; set; }

    /// <summary>Inner dimension: input channels.</summary>
    public double K { get; set; }

    /// <summary>Matrix multiplies in the batch, or groups; 1 for a plain one.</summary>
    public double Count { get; set; }

    /// <summary>Shape of a fused attention.</summary>
    public AttentionShape Attention { get; set; }

    /// <summary>Bytes that memory-bound work reads and writes forward.</summary>
    public double ForwardBytes { get; set; }

    /// <summary>Bytes that it reads and writes backward.</summary>
    public double BackwardBytes { get; set; }

    /// <summary>Collective of the forward pass, if any.</summary>
    public CollectiveKind? ForwardCollective { get; set; }

    /// <summary>Collective of the backward pass, if any.</summary>
    public CollectiveKind? BackwardCollective { get; set; }

    /// <summary>Among which ranks a collective runs.</summary>
    public CollectiveScope Scope { get; set; }

    /// <summary>Size of the full tensor of a collective, in bytes.</summary>
    public double CollectiveBytes { get; set; }

    /// <summary>Kernels launched forward.</summary>
    public int ForwardKernels { get; set; }

    /// <summary>Kernels launched backward.</summary>
    public int BackwardKernels { get; set; }

    /// <summary>Parameters that this rank holds for the operation.</summary>
    public double Parameters { get; set; }

    /// <summary>What they are.</summary>
    public ParameterClass ParameterClass { get; set; }

    /// <summary>
    /// Distinct parameters that the whole model has for the operation in one layer: what the parts of all ranks add up to once copies and
    /// padding are taken off.
    /// </summary>
    public double ModelParameters { get; set; }

    /// <summary>
    /// Bytes kept from the forward to the backward pass on the operation's account; a tensor that two operations need is on one account
    /// only.
    /// </summary>
    public double SavedBytes { get; set; }

    /// <summary>
    /// Part of <see cref="SavedBytes"/> of an operation of the attention core that selective recomputation keeps: queries, keys and values,
    /// from which it starts again, and what the output projection needs.
    /// </summary>
    public double KeptBytes { get; set; }

    /// <summary>Bytes kept under selective recomputation.</summary>
    public readonly double SelectiveSavedBytes => Has(OpTraits.AttentionCore) ? KeptBytes : SavedBytes;

    /// <summary>Bytes of the result, alive until the next operations have used it.</summary>
    public double OutputBytes { get; set; }

    /// <summary>Bytes needed besides while it runs forward.</summary>
    public double WorkspaceBytes { get; set; }

    /// <summary>Whether all of <paramref name="flags"/> are set.</summary>
    public readonly bool Has(OpTraits flags) => (Flags & flags) == flags;

    /// <summary>
    /// Arithmetic of the forward pass, in FLOP: a matrix multiply has two, a multiplication and an addition, for each element of A and
    /// column of B.
    /// </summary>
    /// <param name="causalHalved">Whether a causal triangle counts once.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double ForwardFlops(bool causalHalved) =>
        Kind switch
        {
            OpKind.Gemm when Has(OpTraits.AttentionCore) => 2
                * Attention.Batch
                * Attention.Heads
                * Attention.Pairs(causalHalved)
                * (Role == OpRole.AttentionScores ? Attention.HeadDim : Attention.ValueDim),
            OpKind.Gemm or OpKind.GroupedGemm => 2 * M * N * K * Count,
            OpKind.Attention => Attention.ForwardFlops(causalHalved),
            OpKind.Elementwise or OpKind.Collective => 0,
            _ => throw new UnreachableException($"no arithmetic for {Kind}"),
        };

    /// <summary>
    /// Gradients that take the forward pass's arithmetic each: both products of attention have two. Work that fused attention repeats is
    /// not counted.
    /// </summary>
    internal readonly int Gradients
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            Kind == OpKind.Attention
                ? (Has(OpTraits.DataGradient) ? 2 : 0)
                : (Has(OpTraits.DataGradient) ? 1 : 0) + (Has(OpTraits.WeightGradient) ? 1 : 0);
    }
}
