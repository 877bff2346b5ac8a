using System.Runtime.CompilerServices;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// The kernel models of one accelerator, cluster and software stack, behind one interface: the third reading of a program, seconds.
/// </summary>
internal sealed class KernelSet
{
    private readonly GemmKernel[] gemms;
    private readonly AttentionPrefillKernel prefill;
    private readonly AttentionPrefillKernel eightBitPrefill;
    private readonly AttentionPrefillKernel singlePrefill;
    private readonly AttentionPrefillKernel tensorFloatPrefill;
    private readonly AttentionDecodeKernel decode;
    private readonly bool decodes;
    private readonly ElementwiseKernel elementwise;
    private readonly CollectiveConstants links;
    private readonly CollectiveLibraryConstants collectives;
    private CollectiveKernel collective;

    private KernelSet(Cluster cluster, in KernelLibraries libraries)
    {
        var accelerator = cluster.Accelerator;
        var gemm = GemmConstants.For(accelerator);
        var chip = accelerator.Kernels.Chip;
        gemms = new GemmKernel[Formats.Length];
        foreach (var format in Formats)
        {
            gemms[(int)format] = new GemmKernel(accelerator, gemm, libraries.GemmOn(chip, format), format);
        }

        var attention = AttentionConstants.For(accelerator);
        var attentionLibrary = libraries.AttentionOn(chip);
        prefill = new AttentionPrefillKernel(
            accelerator,
            attention,
            attentionLibrary,
            accelerator.Peak.Bf16 is null ? NumberFormat.Fp16 : NumberFormat.Bf16
        );
        // With an 8-bit cache, libraries that can multiply queries and keys in 8 bits do so.
        eightBitPrefill =
            accelerator.Peak.Fp8 is not null && attentionLibrary.Prefill.EightBitEfficiency > 0
                ? new AttentionPrefillKernel(accelerator, attention, attentionLibrary, NumberFormat.Fp8)
                : prefill;
        // The constants of the library, measured in 16 bits, at the rate that the chip has for wider operands.
        singlePrefill = new AttentionPrefillKernel(accelerator, attention, attentionLibrary, NumberFormat.Fp32);
        tensorFloatPrefill = new AttentionPrefillKernel(accelerator, attention, attentionLibrary, NumberFormat.Tf32);
        decodes = attentionLibrary.Decode is not null;
        decode = decodes ? new AttentionDecodeKernel(accelerator, attention, attentionLibrary) : default;
        elementwise = new ElementwiseKernel(accelerator, ElementwiseConstants.For(accelerator), ElementwiseLibraryConstants.Streaming);
        (links, collectives) = (CollectiveConstants.For(accelerator), libraries.CollectivesOn(chip));
        collective = new CollectiveKernel(cluster, links, collectives);
        Cluster = cluster;
    }

    /// <summary>The cluster that collectives run on.</summary>
    public Cluster Cluster { get; private set; }

    /// <summary>Builds the kernel models.</summary>
    /// <param name="cluster">Accelerator, links, network.</param>
    /// <param name="libraries">Kernel and collectives libraries of the stack or engine.</param>
    public static KernelSet Create(Cluster cluster, in KernelLibraries libraries)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new KernelSet(cluster, libraries);
    }

    /// <summary>The same kernels in another cluster of the same accelerator: only collectives differ.</summary>
    /// <param name="cluster">The cluster.</param>
    internal KernelSet On(Cluster cluster)
    {
        var set = (KernelSet)MemberwiseClone();
        (set.Cluster, set.collective) = (cluster, new CollectiveKernel(cluster, links, collectives));
        return set;
    }

    private static readonly NumberFormat[] Formats = Enum.GetValues<NumberFormat>();

    /// <summary>Seconds of <paramref name="count"/> matrix multiplies C[m,n] = A[m,k]·B[k,n] in one batch.</summary>
    /// <param name="format">Format of the multiply.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    /// <param name="count">Multiplies in the batch.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Gemm(NumberFormat format, double m, double n, double k, double count) => gemms[(int)format].Seconds(m, n, k, count);

    /// <summary>Seconds of the multiplies C[m,n] = A[m,k]·B[k,n] of <paramref name="groups"/> experts.</summary>
    /// <param name="format">Format of the multiply.</param>
    /// <param name="m">Rows of A and C of a group.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    /// <param name="groups">Groups, each with weights of its own.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Grouped(NumberFormat format, double m, double n, double k, double groups) => gemms[(int)format].Grouped(m, n, k, groups);

    /// <summary>Seconds of a multiply of an operation, or of one of its gradients: a batch in one kernel, or groups.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Multiply(in OpSpec op, double m, double n, double k) =>
        op.Kind == OpKind.GroupedGemm ? Grouped(op.Format, m, n, k, op.Count) : Gemm(op.Format, m, n, k, op.Count);

    /// <summary>Seconds of fused attention forward: one new token per sequence is a read of the cache, more are a prompt.</summary>
    /// <param name="shape">Shape on one rank.</param>
    /// <param name="cacheBytes">Bytes of a cached key or value element.</param>
    /// <param name="format">Format of the multiplies; those of 16 bits and fewer run at the rate of 16 bits, or of 8 with an 8-bit
    /// cache.</param>
    public double Attention(in AttentionShape shape, double cacheBytes = 2, NumberFormat format = NumberFormat.Bf16)
    {
        // A training library has no kernel for the cache.
        if (shape.QueryLength > 1 || !decodes)
        {
            return Prefill(cacheBytes, format).Seconds(shape);
        }

        var context = shape.PastLength + shape.QueryLength;
        return shape.LatentDim > 0
            ? decode.LatentSeconds(shape.Batch, context, shape.Heads, shape.ValueDim, shape.LatentDim - shape.ValueDim, cacheBytes)
            : decode.Seconds(
                shape.Batch,
                context,
                shape.Heads,
                shape.KeyValueHeads,
                shape.HeadDim,
                shape.ValueDim,
                shape.Window,
                cacheBytes
            );
    }

    /// <summary>Seconds of fused attention backward.</summary>
    /// <param name="shape">Shape on one rank.</param>
    /// <param name="format">Format of the multiplies, as in <see cref="Attention"/>.</param>
    public double AttentionBackward(in AttentionShape shape, NumberFormat format = NumberFormat.Bf16) =>
        Prefill(2, format).BackwardSeconds(shape);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly AttentionPrefillKernel Prefill(double cacheBytes, NumberFormat format)
    {
        switch (format)
        {
            case NumberFormat.Fp32:
                return ref singlePrefill;
            case NumberFormat.Tf32:
                return ref tensorFloatPrefill;
            default:
                return ref cacheBytes <= 1 ? ref eightBitPrefill : ref prefill;
        }
    }

    /// <summary>Seconds of memory-bound work.</summary>
    /// <param name="bytes">Bytes read and written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Elementwise(double bytes) => elementwise.Seconds(bytes);

    /// <summary>Seconds of a collective.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="bytes">The full tensor per rank.</param>
    /// <param name="group">The ranks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Collective(CollectiveKind kind, double bytes, in CollectiveGroup group) => collective.Seconds(kind, bytes, group);
}
