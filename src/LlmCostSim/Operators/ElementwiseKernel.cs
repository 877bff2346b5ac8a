using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of kernels that stream data through memory. A floor, then bytes over the bandwidth they reach, of which a small tensor finds part
/// in the last-level cache; kernels that give each row to one block of threads also wait for the rows, which counts where rows are few and
/// long or many and short. Allocates nothing.
/// </summary>
/// <remarks>Described in docs/kernels.md, "Streaming kernels".</remarks>
internal readonly struct ElementwiseKernel
{
    private readonly double floor,
        cacheBytes,
        residentBytes,
        residentSaving,
        peak;
    private readonly double stream,
        rotary,
        norm,
        activation,
        rowStart,
        blockByte,
        inverseBlocks;

    /// <summary>Prepares the model.</summary>
    /// <param name="accelerator">Memory bandwidth, last-level cache and multiprocessors.</param>
    /// <param name="constants">The accelerator's constants.</param>
    /// <param name="library">The kernel library's constants.</param>
    public ElementwiseKernel(Accelerator accelerator, ElementwiseConstants constants, ElementwiseLibraryConstants library)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentNullException.ThrowIfNull(library);
        peak = 1 / accelerator.MemoryBandwidth.BytesPerSecond;
        floor = constants.KernelSeconds + library.LaunchSeconds;
        stream = peak / constants.MemoryEfficiency;
        (rotary, norm, activation) = (stream / library.RotaryShare, stream / library.NormShare, stream / library.ActivationShare);
        cacheBytes = accelerator.L2Cache.TotalBytes;
        residentBytes = cacheBytes * constants.ResidentShare;
        residentSaving = 1 - (1 / Math.Max(1, constants.CacheRatio));
        rowStart = library.RowSeconds;
        blockByte = rowStart > 0 ? 1 / constants.BlockBytesPerSecond : 0;
        inverseBlocks = 1 / (Math.Max(1, accelerator.SmCount) * constants.BlocksPerMultiprocessor);
    }

    /// <summary>Seconds of one kernel that streams through its tensors.</summary>
    /// <param name="bytes">Bytes read and written, 0 or more; 0 takes no kernel and no time.</param>
    public double Seconds(double bytes) => bytes > 0 ? floor + Memory(bytes, stream) : 0;

    /// <summary>Seconds of one kernel.</summary>
    /// <param name="kind">How it goes through its tensor.</param>
    /// <param name="bytes">Bytes read and written, 0 or more; 0 takes no kernel and no time.</param>
    /// <param name="rows">Rows of the tensor, usually tokens, 1 or more.</param>
    public double Seconds(ElementwiseKind kind, double bytes, double rows)
    {
        if (kind == ElementwiseKind.Stream || !(bytes > 0))
        {
            return Seconds(bytes);
        }

        var perByte = kind switch
        {
            ElementwiseKind.Rotary => rotary,
            ElementwiseKind.Norm => norm,
            _ => activation,
        };
        var memory = Memory(bytes, perByte);

        // Blocks wait for their rows while the memory works for others: neither hides the other wholly.
        var blocks = ((rowStart * rows) + (bytes * blockByte)) * double.MaxNative(1 / rows, inverseBlocks);
        return floor + Math.Sqrt((memory * memory) + (blocks * blocks));
    }

    // Tensors beyond the cache never run above the nominal bandwidth of the memory.
    private double Memory(double bytes, double perByte)
    {
        var seconds = (bytes - (double.MinNative(bytes, residentBytes) * residentSaving)) * perByte;
        return bytes > cacheBytes ? double.MaxNative(seconds, bytes * peak) : seconds;
    }
}
