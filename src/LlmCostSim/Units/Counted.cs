using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>Counts with their nouns in sentences: 1 run, 2 runs.</summary>
internal static class Counted
{
    /// <summary>A count, with separators between thousands, and its noun.</summary>
    /// <param name="count">The count.</param>
    /// <param name="noun">Noun in the singular; its plural ends in s.</param>
    public static string Of(double count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0.##} {noun}{(Math.Abs(count - 1) < 0.005 ? "" : "s")}");
}
