using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Intervals as people read them.</summary>
internal static class Ranges
{
    /// <summary>From the 10 % to the 90 % quantile.</summary>
    public static string Of(Quantiles quantiles, Func<double, string> show) => $"{show(quantiles.P10)} to {show(quantiles.P90)}";

    /// <summary>Quantiles in seconds.</summary>
    public static string Seconds(Quantiles quantiles) => Of(quantiles, static v => Show.Of(Duration.FromSeconds(v)));

    /// <summary>Quantiles in bytes.</summary>
    public static string Bytes(Quantiles quantiles) => Of(quantiles, static v => Show.Of(Units.Bytes.FromBytes(v)));
}
