using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>Time of kernels that stream data through memory (norms, activations, residual additions, optimizer steps): a floor plus bytes over the bandwidth they reach. Allocates nothing.</summary>
public readonly struct ElementwiseKernel
{
    private readonly double floor, cacheBytes, cached, streamed;

    /// <summary>Prepares the model.</summary>
    /// <param name="accelerator">Memory bandwidth and last-level cache.</param>
    /// <param name="constants">The accelerator's constants.</param>
    /// <param name="library">The kernel library's constants.</param>
    public ElementwiseKernel(Accelerator accelerator, ElementwiseConstants constants, ElementwiseLibraryConstants library)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentNullException.ThrowIfNull(library);
        var bandwidth = accelerator.MemoryBandwidth.BytesPerSecond;
        floor = constants.KernelSeconds + library.LaunchSeconds;
        streamed = 1 / (bandwidth * constants.MemoryEfficiency * library.Efficiency);
        cached = streamed / Math.Max(1, constants.CacheRatio);
        cacheBytes = accelerator.L2Cache.TotalBytes;
    }

    /// <summary>Seconds of one kernel.</summary>
    /// <param name="bytes">Bytes read and written, 0 or more.</param>
    public double Seconds(double bytes) => floor + (Math.Min(bytes, cacheBytes) * cached) + (Math.Max(bytes - cacheBytes, 0) * streamed);
}
