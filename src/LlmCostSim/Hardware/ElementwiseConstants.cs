using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>
/// What an accelerator's memory does in kernels that only stream data: shared by every library that runs on it.
/// </summary>
internal sealed record ElementwiseConstants : ChipConstants
{
    private static readonly KernelKind<ElementwiseConstants> Kind = new("elementwise", constants => constants.Elementwise, From);

    /// <summary>Seconds of a kernel without data.</summary>
    public required double KernelSeconds { get; init; }

    /// <summary>Share of memory bandwidth that long streams reach, above 0 and up to 1.</summary>
    public required double MemoryEfficiency { get; init; }

    /// <summary>Share of the last-level cache in which a tensor that the kernel before has written is still found, 0–1.</summary>
    public required double ResidentShare { get; init; }

    /// <summary>Bandwidth of what is found there, as a multiple of what long streams reach, 1 or more.</summary>
    public required double CacheRatio { get; init; }

    /// <summary>Bytes per second that one block of threads moves.</summary>
    public required double BlockBytesPerSecond { get; init; }

    /// <summary>Such blocks that a multiprocessor has under way at the same time.</summary>
    public required double BlocksPerMultiprocessor { get; init; }

    /// <inheritdoc cref="KernelKind{T}.For"/>
    public static ElementwiseConstants For(Accelerator accelerator) => Kind.For(accelerator);

    /// <inheritdoc cref="KernelKind{T}.OfChip"/>
    public static ElementwiseConstants OfChip(string chip) => Kind.OfChip(chip);

    internal static ElementwiseConstants From(FactReader facts) =>
        new()
        {
            Chip = facts.Text("chip"),
            Origin = facts.Text("origin"),
            KernelSeconds = facts.Positive("kernelSeconds"),
            MemoryEfficiency = facts.Positive("memoryEfficiency"),
            ResidentShare = facts.Number("residentShare"),
            CacheRatio = facts.Positive("cacheRatio"),
            BlockBytesPerSecond = facts.Positive("blockBytesPerSecond"),
            BlocksPerMultiprocessor = facts.Positive("blocksPerMultiprocessor"),
        };
}
