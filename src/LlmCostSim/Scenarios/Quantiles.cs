namespace LlmCostSim.Scenarios;

/// <summary>How sure an estimate is: the true value lies below <see cref="P10"/> in one case of ten, and above <see cref="P90"/> in one of ten.</summary>
/// <param name="P10">10 % quantile.</param>
/// <param name="P50">The reported point.</param>
/// <param name="P90">90 % quantile.</param>
public readonly record struct Quantiles(double P10, double P50, double P90)
{
    /// <summary>A point between itself divided and multiplied by a factor.</summary>
    /// <param name="point">The estimate.</param>
    /// <param name="factor">At least 1.</param>
    public static Quantiles Around(double point, double factor) => new(point / factor, point, point * factor);
}
