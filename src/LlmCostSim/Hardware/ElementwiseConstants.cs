using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>
/// What an accelerator's memory does in kernels that only stream data: shared by every library that runs on it. Fitted where kernels were
/// measured; an accelerator without measurements takes shares and latencies over from the chip its catalogue entry names
/// (<see cref="Accelerator.Kernels"/>).
/// </summary>
internal sealed record ElementwiseConstants
{
    private const string Kind = "elementwise";

    /// <summary>Which chip the constants were fitted on, such as <c>a100</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public required string Origin { get; init; }

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

    /// <summary>
    /// The constants an accelerator uses: its own where its kernels were measured, otherwise those of the chip its catalogue entry names.
    /// </summary>
    /// <param name="accelerator">The accelerator.</param>
    public static ElementwiseConstants For(Accelerator accelerator) =>
        accelerator.Constants?.Elementwise ?? KernelFiles.For(accelerator, Kind, From);

    /// <summary>The constants fitted on a chip.</summary>
    /// <param name="chip">Such as <c>a100</c>.</param>
    /// <exception cref="FileNotFoundException">Nothing was fitted on a chip of that name.</exception>
    public static ElementwiseConstants OfChip(string chip) => KernelFiles.OfChip(chip, Kind, From);

    internal static ElementwiseConstants From(FactReader facts)
    {
        return new ElementwiseConstants
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
}
