using System.Globalization;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>Figures inside sentences, invariant culture.</summary>
internal static class Words
{
    public static string Percent(double share) =>
        (share * 100).ToString(Math.Abs(share) < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    public static string Of(double value) =>
        Math.Abs(value) switch
        {
            >= 1e12 => (value / 1e12).ToString("0.###", CultureInfo.InvariantCulture) + " T",
            >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " B",
            >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.##", CultureInfo.InvariantCulture),
        };

    public static string Of(Bytes bytes) =>
        bytes.TotalGB.ToString(bytes.TotalGB < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " GB";

    public static string Join(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
