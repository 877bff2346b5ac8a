using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>What one chip does under every attention kernel, whichever library wrote it.</summary>
/// <remarks>
/// All constants are shares or ratios, so a transfer needs no rule of its own: peak rate, bandwidth, SM count and clock come from the
/// accelerator's data sheet.
/// </remarks>
internal sealed record AttentionConstants : ChipConstants
{
    private static readonly KernelKind<AttentionConstants> Kind = new("attention", constants => constants.Attention, From);

    /// <summary>Share of the data-sheet memory bandwidth that a long stream of keys and values reaches, 0–1.</summary>
    public required double MemoryEfficiency { get; init; }

    /// <summary>
    /// Share of the L2 cache that keeps keys and values between two steps, 0–1; 0 where repeated reads were not measured to be faster.
    /// </summary>
    public required double L2ResidentShare { get; init; }

    /// <summary>Rate of reads that hit L2, as a multiple of the data-sheet memory bandwidth; at least 1.</summary>
    public required double L2BandwidthRatio { get; init; }

    /// <summary>
    /// Exponentials per clock and SM of the special-function units: 16 on NVIDIA chips since Volta (CUDA programming guide, arithmetic
    /// throughput table).
    /// </summary>
    public required double ExponentialsPerClock { get; init; }

    /// <summary>
    /// Share of a library's arithmetic rate that this accelerator sustains, as a ratio to the chip that the library was fitted on: clock
    /// under power limit, binning. 1 on that chip; 0.3–1.3.
    /// </summary>
    public double ArithmeticShare { get; init; } = 1;

    /// <summary>
    /// The same for the blocks of decode: what a block sustains of a library's rates, as a ratio to the chip that the library was fitted
    /// on. 1 there; 0.3–1.3, set by <c>llmcost calibrate</c>.
    /// </summary>
    public double DecodeShare { get; init; } = 1;

    /// <summary>
    /// Share of the softmax's exponentials that the matrix units wait for, 0–1 (Shah 2024 explains why it limits small head dimensions).
    /// </summary>
    public required double SoftmaxExposure { get; init; }

    /// <summary>Share of a started last wave of prefill blocks that is paid for, 0–1: 1 means full wave quantisation.</summary>
    public required double PrefillWaveShare { get; init; }

    /// <summary>Share of the shorter of arithmetic and memory time that does not hide behind the longer one in prefill, 0–1.</summary>
    public required double PrefillExposure { get; init; }

    /// <summary>Seconds of the small dependent kernel that combines the splits of a sequence.</summary>
    public required double DecodeCombineSeconds { get; init; }

    /// <inheritdoc cref="KernelKind{T}.For"/>
    public static AttentionConstants For(Accelerator accelerator) => Kind.For(accelerator);

    /// <inheritdoc cref="KernelKind{T}.OfChip"/>
    public static AttentionConstants OfChip(string chip) => Kind.OfChip(chip);

    internal static AttentionConstants From(FactReader facts) =>
        new()
        {
            Chip = facts.Text("chip"),
            Origin = facts.Text("origin"),
            MemoryEfficiency = facts.Positive("memoryEfficiency"),
            L2ResidentShare = facts.Number("l2ResidentShare"),
            L2BandwidthRatio = facts.Positive("l2BandwidthRatio"),
            ExponentialsPerClock = facts.Positive("exponentialsPerClock"),
            ArithmeticShare = facts.OptionalNumber("arithmeticShare") ?? 1,
            DecodeShare = facts.OptionalNumber("decodeShare") ?? 1,
            SoftmaxExposure = facts.Number("softmaxExposure"),
            PrefillWaveShare = facts.Number("prefillWaveShare"),
            PrefillExposure = facts.Number("prefillExposure"),
            DecodeCombineSeconds = facts.Number("decodeCombineMicroseconds") * 1e-6,
        };
}
