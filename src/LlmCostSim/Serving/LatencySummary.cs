namespace LlmCostSim.Serving;

/// <summary>
/// A latency over all requests, in seconds. Quantiles are off by 0.4 % at most; mean, least and largest are exact. A value.
/// </summary>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">What nine of ten requests do not exceed.</param>
/// <param name="P99">What 99 of 100 requests do not exceed.</param>
/// <param name="Least">Least.</param>
/// <param name="Largest">Largest.</param>
public readonly record struct LatencySummary(double Mean, double P50, double P90, double P99, double Least, double Largest)
{
    internal static LatencySummary Of(Statistics.LogHistogram values) =>
        new(values.Mean, values.Quantile(0.5), values.Quantile(0.9), values.Quantile(0.99), values.Least, values.Largest);
}
