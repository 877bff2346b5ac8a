using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>The kernel models of one accelerator, cluster and software stack, behind one interface: the third reading of a program, seconds.</summary>
public sealed class KernelSet
{
    private readonly double bandwidth, peak16;
    private readonly GemmKernel[] gemms;
    private readonly ElementwiseKernel elementwise;
    private readonly CollectiveKernel collective;

    private KernelSet(Cluster cluster, SoftwareStack stack)
    {
        var accelerator = cluster.Accelerator;
        bandwidth = accelerator.MemoryBandwidth.BytesPerSecond * MemoryEfficiency;
        var half = accelerator.Peak.Bf16 ?? accelerator.Peak.Fp16;
        peak16 = half!.Value.FlopsPerSecond;
        var gemm = GemmConstants.For(accelerator);
        var gemmLibrary = stack.GemmLibrary == GemmLibraryConstants.Default.Id ? GemmLibraryConstants.Default : GemmLibraryConstants.Load(stack.GemmLibrary);
        gemms = new GemmKernel[Formats.Length];
        foreach (var format in Formats)
        {
            gemms[(int)format] = new GemmKernel(accelerator, gemm, gemmLibrary, format);
        }

        elementwise = new ElementwiseKernel(accelerator, ElementwiseConstants.For(accelerator), ElementwiseLibraryConstants.Streaming);
        var library = CollectiveLibraries.Default.Get(stack.CollectiveLibrary);
        collective = new CollectiveKernel(cluster, CollectiveConstants.For(accelerator), library);
        Cluster = cluster;
    }

    /// <summary>Share of memory bandwidth that streaming kernels reach.</summary>
    public const double MemoryEfficiency = 0.8;

    /// <summary>Share of the dense peak that fused attention reaches.</summary>
    public const double AttentionEfficiency = 0.5;

    /// <summary>The cluster that collectives run on.</summary>
    public Cluster Cluster { get; }

    /// <summary>Builds the kernel models.</summary>
    /// <param name="cluster">Accelerator, links, network.</param>
    /// <param name="stack">Kernel and collectives libraries.</param>
    public static KernelSet Create(Cluster cluster, SoftwareStack stack)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(stack);
        return new KernelSet(cluster, stack);
    }

    private static readonly NumberFormat[] Formats = Enum.GetValues<NumberFormat>();

    /// <summary>Seconds of <paramref name="count"/> matrix multiplies C[m,n] = A[m,k]·B[k,n] in one batch.</summary>
    /// <param name="format">Format of the multiply.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    /// <param name="count">Multiplies in the batch.</param>
    public double Gemm(NumberFormat format, double m, double n, double k, double count) => gemms[(int)format].Seconds(m, n, k, count);

    /// <summary>Seconds of fused attention forward.</summary>
    public double Attention(NumberFormat format, in AttentionShape shape)
    {
        var keys = shape.Batch * (shape.PastLength + shape.QueryLength) * shape.KeyValueHeads * (shape.HeadDim + shape.ValueDim) * 2.0;
        return Math.Max(shape.ForwardFlops(causalHalved: true) / (peak16 * AttentionEfficiency), keys / bandwidth);
    }

    /// <summary>Seconds of fused attention backward: five products for the forward pass's two.</summary>
    public double AttentionBackward(NumberFormat format, in AttentionShape shape) => 2.5 * Attention(format, shape);

    /// <summary>Seconds of memory-bound work.</summary>
    /// <param name="bytes">Bytes read and written.</param>
    public double Elementwise(double bytes) => elementwise.Seconds(bytes);

    /// <summary>Seconds of a collective.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="bytes">The full tensor per rank.</param>
    /// <param name="group">The ranks.</param>
    public double Collective(CollectiveKind kind, double bytes, in CollectiveGroup group) => collective.Seconds(kind, bytes, group);
}
