namespace LlmCostSim.Strategies;

/// <summary>Sizes of quantised weights.</summary>
/// <remarks>Described in docs/method.md, "Memory".</remarks>
internal static class WeightQuantizationExtensions
{
    /// <summary>
    /// Bits that one weight takes, block scales included: NF4 and FP4 in blocks of 64 with an fp32 scale (0.5 bits) or, doubly quantised,
    /// an 8-bit scale per block and an fp32 one per 256 blocks (0.127 bits; Dettmers et al. 2023, section 3); int8 with a scale per row,
    /// which is left out; 16 where nothing is quantised.
    /// </summary>
    /// <param name="quantization">The format.</param>
    /// <param name="doubleQuantization">Whether the block scales are quantised in turn.</param>
    public static double BitsPerWeight(this WeightQuantization quantization, bool doubleQuantization) =>
        quantization switch
        {
            WeightQuantization.Nf4 or WeightQuantization.Fp4 => 4 + (doubleQuantization ? (8.0 / 64) + (32.0 / (64 * 256)) : 32.0 / 64),
            WeightQuantization.Int8 => 8,
            _ => 16,
        };
}
