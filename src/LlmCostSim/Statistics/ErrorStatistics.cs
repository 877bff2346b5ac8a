namespace LlmCostSim.Statistics;

/// <summary>Errors of predictions against measurements, as fractions; all 0 where there are no rows.</summary>
/// <param name="Rows">Predictions compared.</param>
/// <param name="Mape">Mean of |predicted/measured − 1|.</param>
/// <param name="Median">Median of it.</param>
/// <param name="P90">Its 90 % quantile, interpolated.</param>
/// <param name="Bias">Mean of predicted/measured − 1.</param>
public readonly record struct ErrorStatistics(int Rows, double Mape, double Median, double P90, double Bias)
{
    /// <summary>Statistics of signed relative errors.</summary>
    /// <param name="errors">predicted/measured − 1 of each row.</param>
    internal static ErrorStatistics Of(IReadOnlyCollection<double> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0)
        {
            return default;
        }

        double[] absolute = [.. errors.Select(Math.Abs).Order()];
        return new ErrorStatistics(errors.Count, absolute.Average(), Quantile(absolute, 0.5), Quantile(absolute, 0.9), errors.Average());
    }

    /// <summary>Quantile of sorted values, interpolated linearly between order statistics (Hyndman and Fan's type 7).</summary>
    internal static double Quantile(double[] sorted, double share) => At(sorted, share * (sorted.Length - 1));

    /// <summary>
    /// Quantile of sorted values for one more draw (Hyndman and Fan's type 6): a new value falls below the k-th of n with probability k/(n
    /// + 1), so few values give wider ranges.
    /// </summary>
    internal static double QuantileOfNext(double[] sorted, double share) =>
        At(sorted, Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1));

    private static double At(double[] sorted, double place)
    {
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
