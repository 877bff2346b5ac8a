namespace LlmCostSim.Scenarios;

/// <summary>
/// How sure an estimate is: the true value lies below <see cref="P10"/> in one case of ten, and above <see cref="P90"/> in one of ten.
/// </summary>
/// <param name="P10">10 % quantile.</param>
/// <param name="P50">The reported point.</param>
/// <param name="P90">90 % quantile.</param>
public readonly record struct Quantiles(double P10, double P50, double P90)
{
    /// <summary>A point and what its least and largest factor make of it.</summary>
    /// <param name="point">The estimate.</param>
    /// <param name="factors">At most 1, and at least 1.</param>
    internal static Quantiles Around(double point, (double Low, double High) factors) =>
        new(point * factors.Low, point, point * factors.High);
}
