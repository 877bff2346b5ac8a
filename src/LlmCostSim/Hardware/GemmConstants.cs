namespace LlmCostSim.Hardware;

/// <summary>
/// What the matrix units and the memory of an accelerator do in matrix multiplies: shared by every library that runs on it.
/// Fitted where kernels were measured, transferred otherwise; see <see cref="Origin"/>.
/// </summary>
internal sealed record GemmConstants
{
    private const string Kind = "gemm";

    /// <summary>Which accelerator the constants were fitted on, such as <c>a100</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows, error, or the rule of transfer.</summary>
    public required string Origin { get; init; }

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

    /// <summary>
    /// The constants an accelerator uses: its own where its multiplies were measured, otherwise those of the chip its catalogue entry
    /// names, whose shares, seconds and rate of one tile are taken over as they are.
    /// </summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <returns>The constants; their origin says what was transferred.</returns>
    public static GemmConstants For(Accelerator accelerator)
    {
        if (accelerator.Constants?.Gemm is { } measured)
        {
            return measured;
        }

        var constants = KernelFiles.For(accelerator, Kind, GemmConstantsReader.Read);
        var reference = accelerator.Kernels;
        return reference.IsTransferred && constants.Chip == reference.Chip
            ? constants with
            {
                Origin = $"transferred from {reference.Chip} ({reference.Reason}); {constants.Origin}",
            }
            : constants;
    }

    /// <summary>The constants fitted on a chip.</summary>
    /// <param name="chip">Such as <c>a100</c>.</param>
    /// <exception cref="FileNotFoundException">Nothing was fitted on a chip of that name.</exception>
    public static GemmConstants OfChip(string chip) => KernelFiles.OfChip(chip, Kind, GemmConstantsReader.Read);

    /// <summary>Share of the peak by tile for a number format.</summary>
    internal IReadOnlyList<double> TileEfficiency(NumberFormat format) =>
        format is NumberFormat.Fp8 or NumberFormat.Int8 ? TileEfficiency8Bit
        : format is NumberFormat.Int8WeightOnly or NumberFormat.Int4WeightOnly ? TileEfficiencyWeightOnly
        : TileEfficiency16Bit;
}
