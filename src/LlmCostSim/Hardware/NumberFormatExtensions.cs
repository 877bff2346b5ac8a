namespace LlmCostSim.Hardware;

/// <summary>Sizes of the number formats.</summary>
internal static class NumberFormatExtensions
{
    /// <summary>
    /// Bytes of one element of an activation or gradient held in the format: 4 for <c>fp32</c> and <c>tf32</c>, 1 for <c>fp8</c> and
    /// <c>int8</c>, otherwise 2.
    /// </summary>
    public static double ActivationBytes(this NumberFormat format) =>
        format switch
        {
            NumberFormat.Fp32 or NumberFormat.Tf32 => 4,
            NumberFormat.Fp8 or NumberFormat.Int8 => 1,
            _ => 2,
        };

    /// <summary>Bytes of one weight as a matrix multiply reads it, without scales: 0.5 for 4-bit weights.</summary>
    public static double WeightBytes(this NumberFormat format) =>
        format switch
        {
            NumberFormat.Fp32 or NumberFormat.Tf32 => 4,
            NumberFormat.Fp8 or NumberFormat.Int8 or NumberFormat.Int8WeightOnly => 1,
            NumberFormat.Int4WeightOnly => 0.5,
            _ => 2,
        };

    /// <summary>
    /// Bytes of one element of a matrix multiply's output: 4 for single precision, otherwise 2 (8-bit multiplies write 16-bit results).
    /// </summary>
    public static double OutputBytes(this NumberFormat format) => format is NumberFormat.Fp32 or NumberFormat.Tf32 ? 4 : 2;
}
