using LlmCostSim.Units;

namespace LlmCostSim.Hardware;

/// <summary>
/// Dense peak rates of one accelerator by number format, from the data sheet; sparsity is never counted. <see langword="null"/>: the format
/// is not supported or its rate not published.
/// </summary>
public sealed record PeakRates
{
    /// <summary>Single precision on the vector units.</summary>
    public FlopRate? Fp32 { get; init; }

    /// <summary>TF32 on the matrix units.</summary>
    public FlopRate? Tf32 { get; init; }

    /// <summary>fp16 with fp32 accumulation.</summary>
    public FlopRate? Fp16 { get; init; }

    /// <summary>bf16 with fp32 accumulation.</summary>
    public FlopRate? Bf16 { get; init; }

    /// <summary>8-bit floating point.</summary>
    public FlopRate? Fp8 { get; init; }

    /// <summary>8-bit integer.</summary>
    public FlopRate? Int8 { get; init; }

    /// <summary>4-bit integer.</summary>
    public FlopRate? Int4 { get; init; }

    /// <summary>All rates by the names that they have in files and reports.</summary>
    internal IReadOnlyList<(string Name, FlopRate? Rate)> All =>
        [("fp32", Fp32), ("tf32", Tf32), ("fp16", Fp16), ("bf16", Bf16), ("fp8", Fp8), ("int8", Int8), ("int4", Int4)];

    /// <summary>The rate in 16 bits, which utilisation is counted against; <see langword="null"/> where there is none.</summary>
    internal FlopRate? SixteenBit => Bf16 ?? Fp16;

    /// <summary>The rate at which a matrix multiply of the format can run at best. Weight-only formats multiply in 16 bits.</summary>
    /// <param name="format">Format of the multiply.</param>
    /// <returns>The peak, or <see langword="null"/> where the accelerator has none for the format.</returns>
    public FlopRate? Of(NumberFormat format) =>
        format switch
        {
            NumberFormat.Fp32 => Fp32,
            NumberFormat.Tf32 => Tf32,
            NumberFormat.Fp16 => Fp16,
            NumberFormat.Bf16 => Bf16,
            NumberFormat.Fp8 => Fp8,
            NumberFormat.Int8 => Int8,
            _ => SixteenBit,
        };
}
