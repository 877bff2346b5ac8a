namespace LlmCostSim.Inference;

/// <summary>
/// The contexts at which decode steps are timed; between them a step's time is a straight line. Eight to an octave, so that a line over
/// many steps is exact in closed form: a static batch to its last token, and the stretch of a simulation in which no request comes or goes,
/// are sums over few knots.
/// </summary>
/// <remarks>
/// Shifted by half a key tile of attention kernels, whose time rises in tiles: contexts of a batch, and of a request over its output, lie
/// anywhere in theirs. Described in docs/inference.md, "Formulas".
/// </remarks>
internal static class ContextGrid
{
    private const double HalfTile = 32;

    // Exponent and three bits of the mantissa of a double number its eighths of octaves.
    private const int FinerBits = 49;

    /// <summary>Number of the knot at or below a context.</summary>
    /// <param name="context">Tokens, 0 or more.</param>
    public static long Index(double context) => BitConverter.DoubleToInt64Bits(context + HalfTile) >> FinerBits;

    /// <summary>Context of a knot; may be below 0 for none that <see cref="Index"/> gives.</summary>
    /// <param name="index">Its number.</param>
    public static double Context(long index) => BitConverter.Int64BitsToDouble(index << FinerBits) - HalfTile;

    /// <summary>How far a context lies on the way from a knot to the next, 0–1.</summary>
    /// <param name="context">Tokens.</param>
    /// <param name="index">Number of the knot at or below it.</param>
    public static double Share(double context, long index)
    {
        var knot = Context(index);
        return (context - knot) / (Context(index + 1) - knot);
    }

    /// <summary>
    /// How many of the contexts <paramref name="context"/>, <paramref name="context"/> + 1, … lie before the knot after
    /// <paramref name="index"/>.
    /// </summary>
    /// <param name="context">The first.</param>
    /// <param name="index">Number of the knot at or below it.</param>
    public static double StepsInCell(double context, long index) => Math.Max(1, Math.Ceiling(Context(index + 1) - context));
}
