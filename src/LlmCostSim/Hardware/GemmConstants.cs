namespace LlmCostSim.Hardware;

/// <summary>
/// What the matrix units and the memory of an accelerator do in matrix multiplies: shared by every library that runs on it. Shares, seconds
/// and the rate of one tile are taken over as they are where they were not measured.
/// </summary>
internal sealed record GemmConstants : ChipConstants
{
    private static readonly KernelKind<GemmConstants> Kind = new("gemm", constants => constants.Gemm, GemmConstantsReader.Read);

    /// <summary>Seconds of a kernel without work, launched from a graph.</summary>
    public required double LaunchSeconds { get; init; }

    /// <summary>Seconds from the start of a tile to its first multiply: scheduling, addresses, the first load from memory.</summary>
    public required double TileStartSeconds { get; init; }

    /// <summary>Length of K, in bytes of a 16-bit or 8-bit row, that filling the pipeline and writing the tile out are worth.</summary>
    public required double RampBytes { get; init; }

    /// <summary>Seconds per byte of K below which one tile's loop cannot go, whatever its size: latency over pipeline depth.</summary>
    public required double LoopSecondsPerByte { get; init; }

    /// <summary>Bytes per second at which one resident tile can load its operands.</summary>
    public required double TileBandwidth { get; init; }

    /// <summary>Share of the data-sheet memory bandwidth that long reads reach, 0–1.</summary>
    public required double BandwidthEfficiency { get; init; }

    /// <summary>
    /// Bandwidth at which activations that are still in the last-level cache are read and written, as a multiple of the achieved memory
    /// bandwidth. 1 or more.
    /// </summary>
    public required double CacheRatio { get; init; }

    /// <summary>Share of the last-level cache that a multiply's matrices may fill before its activations begin to fall out, 0–1.</summary>
    public required double CacheShare { get; init; }

    /// <summary>Share of the shorter of arithmetic and memory time that the longer one does not hide, 0–1.</summary>
    public required double OverlapLoss { get; init; }

    /// <summary>
    /// Seconds of the shorter of arithmetic and memory time of which the longer one does not hide <see cref="OverlapLoss"/>; what is beyond
    /// them hides. Above 0.
    /// </summary>
    public required double OverlapSeconds { get; init; }

    /// <summary>How much of a last, partly filled wave of tiles is saved by tiles sharing a multiprocessor, 0 (none) – 1 (all).</summary>
    public required double WaveSmoothing { get; init; }

    /// <summary>Seconds that splitting K adds: a second kernel or a semaphore.</summary>
    public required double SplitSeconds { get; init; }

    /// <summary>Bytes per second at which the 4-byte partial sums of one split tile are written and read again.</summary>
    public required double SplitBandwidth { get; init; }

    /// <summary>Share by which arithmetic takes longer once power holds the clock down, 0–1.</summary>
    public required double ThrottleDepth { get; init; }

    /// <summary>Arithmetic time, at peak, at which half of that shows. Short kernels run before the power limit acts.</summary>
    public required double ThrottleSeconds { get; init; }

    /// <summary>
    /// Share of the peak that a multiprocessor reaches on 16- and 32-bit operands, tile by tile in the order of <see cref="GemmTiles"/>,
    /// 0–1.
    /// </summary>
    public required IReadOnlyList<double> TileEfficiency16Bit { get; init; }

    /// <summary>The same for 8-bit operands.</summary>
    public required IReadOnlyList<double> TileEfficiency8Bit { get; init; }

    /// <summary>The same for 16-bit multiplies whose main loop unpacks 8-bit or 4-bit weights.</summary>
    public required IReadOnlyList<double> TileEfficiencyWeightOnly { get; init; }

    /// <inheritdoc cref="KernelKind{T}.For"/>
    public static GemmConstants For(Accelerator accelerator) => Kind.For(accelerator);

    /// <inheritdoc cref="KernelKind{T}.OfChip"/>
    public static GemmConstants OfChip(string chip) => Kind.OfChip(chip);

    /// <summary>Share of the peak by tile for a number format.</summary>
    internal IReadOnlyList<double> TileEfficiency(NumberFormat format) =>
        format is NumberFormat.Fp8 or NumberFormat.Int8 ? TileEfficiency8Bit
        : format is NumberFormat.Int8WeightOnly or NumberFormat.Int4WeightOnly ? TileEfficiencyWeightOnly
        : TileEfficiency16Bit;
}
