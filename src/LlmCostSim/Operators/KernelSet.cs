using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>The kernel models of one accelerator, cluster and software stack, behind one interface: the third reading of a program, seconds.</summary>
public sealed class KernelSet
{
    private readonly double bandwidth;
    private readonly double peak16, peak8, peak32;

    private readonly ElementwiseKernel elementwise;
    private readonly CollectiveKernel collective;

    private KernelSet(Cluster cluster, SoftwareStack stack)
    {
        var accelerator = cluster.Accelerator;
        bandwidth = accelerator.MemoryBandwidth.BytesPerSecond * MemoryEfficiency;
        var half = accelerator.Peak.Bf16 ?? accelerator.Peak.Fp16;
        peak16 = half!.Value.FlopsPerSecond * MatrixEfficiency;
        peak8 = (accelerator.Peak.Fp8 ?? half).Value.FlopsPerSecond * MatrixEfficiency;
        peak32 = (accelerator.Peak.Fp32 ?? half).Value.FlopsPerSecond * MatrixEfficiency;
        elementwise = new ElementwiseKernel(accelerator, ElementwiseConstants.For(accelerator), ElementwiseLibraryConstants.Streaming);
        var library = CollectiveLibraries.Default.Get(stack.CollectiveLibrary);
        collective = new CollectiveKernel(cluster, CollectiveConstants.For(accelerator), library);
        Cluster = cluster;
    }

    /// <summary>Share of the dense peak that large matrix multiplies reach: 0.80 on A100, 0.73 on H100 (kernel rows and training steps agree).</summary>
    public const double MatrixEfficiency = 0.75;

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

    /// <summary>Seconds of <paramref name="count"/> matrix multiplies C[m,n] = A[m,k]·B[k,n] in one batch.</summary>
    public double Gemm(NumberFormat format, double m, double n, double k, double count)
    {
        var bytes = count * ((m * k * format.ActivationBytes()) + (k * n * format.WeightBytes()) + (m * n * format.OutputBytes()));
        var peak = format switch
        {
            NumberFormat.Fp8 or NumberFormat.Int8 => peak8,
            NumberFormat.Fp32 => peak32,
            _ => peak16,
        };
        return Math.Max(2 * m * n * k * count / peak, bytes / bandwidth);
    }

    /// <summary>Seconds of fused attention forward.</summary>
    public double Attention(NumberFormat format, in AttentionShape shape)
    {
        var keys = shape.Batch * (shape.PastLength + shape.QueryLength) * shape.KeyValueHeads * (shape.HeadDim + shape.ValueDim) * 2.0;
        return Math.Max(shape.ForwardFlops(causalHalved: true) / (peak16 * AttentionEfficiency / MatrixEfficiency), keys / bandwidth);
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
