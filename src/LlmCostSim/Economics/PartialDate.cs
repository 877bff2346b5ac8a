using System.Globalization;

namespace LlmCostSim.Economics;

/// <summary>A date of which the day, or the month and the day, may be unknown.</summary>
internal static class PartialDate
{
    /// <summary>
    /// The day in the middle of what the text states: <c>2024-05-07</c> itself, the 15th for <c>2024-05</c>, the 1st of July for
    /// <c>2024</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is none of the three.</exception>
    public static DateOnly Middle(string text) =>
        text.Length switch
        {
            4 => new DateOnly(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), 7, 1),
            7 => DateOnly.ParseExact(text + "-15", "yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
}
