namespace LlmCostSim.Calibration;

/// <summary>
/// Splits measured rows into those a fit sees and those it is judged by, by shape: all rows of one shape fall on the same side, whatever
/// their source.
/// </summary>
internal static class ShapeSplit
{
    /// <summary>Whether rows of a shape are kept back for judging.</summary>
    /// <param name="oneIn">One in this many shapes is kept back; at least 2.</param>
    /// <param name="shape">The dimensions that make up the shape.</param>
    /// <returns><see langword="true"/> for a shape that the fit must not see. The same on every platform and run.</returns>
    public static bool IsHeldOut(int oneIn, params ReadOnlySpan<long> shape) => Part(oneIn, shape) == 0;

    /// <summary>Which of a number of parts a shape belongs to.</summary>
    /// <param name="parts">Number of parts; at least 2.</param>
    /// <param name="shape">The dimensions that make up the shape.</param>
    /// <returns>0 to <paramref name="parts"/> − 1; the same on every platform and run.</returns>
    public static int Part(int parts, params ReadOnlySpan<long> shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 2);
        // SplitMix64 (Steele, Lea and Flood 2014) folded over the dimensions.
        var hash = 0UL;
        foreach (var dimension in shape)
        {
            hash += unchecked((ulong)dimension) + 0x9E3779B97F4A7C15UL;
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            hash ^= hash >> 31;
        }

        return (int)(hash % (ulong)parts);
    }
}
