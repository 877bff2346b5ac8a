using System.Globalization;
using System.Text.RegularExpressions;
using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>
/// Dimensions that a source prints in its notes, such as <c>L=96 h=12288 heads=96 V=51200 mbs=1</c>, for GPTs that no catalogue has.
/// </summary>
internal static partial class RunNotes
{
    /// <summary>A whole number behind <c>name=</c> in a row's notes, or <see langword="null"/>.</summary>
    public static int? Number(MeasuredRow row, string name)
    {
        foreach (Match match in Assignment().Matches(row.Text("notes")))
        {
            var first = match.Groups[1].Success ? 1 : 3;
            if (
                match.Groups[first].Value == name
                && int.TryParse(match.Groups[first + 1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value > 0
            )
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A GPT of the printed dimensions, or <see langword="null"/>.</summary>
    public static ModelSpec? Architecture(MeasuredRow row)
    {
        if (
            Number(row, "L") is not { } layers
            || Number(row, "h") is not { } size
            || Number(row, "heads") is not { } heads
            || size % heads != 0
        )
        {
            return null;
        }

        return GptArchitecture.Of(
            row.Text("model"),
            layers,
            heads,
            size / heads,
            Number(row, "V"),
            row.Integer("seq") ?? GptArchitecture.UsualLength
        );
    }

    /// <summary>
    /// Tokens of a fine-tuning whose notes print steps and packed batch, and whose sequences are printed as encoder's and decoder's;
    /// <see langword="null"/> where they are not.
    /// </summary>
    public static double? FineTuningTokens(MeasuredRow row)
    {
        var steps = Steps().Match(row.Text("notes"));
        var lengths = Lengths().Match(row.Text("seq"));
        return steps.Success && lengths.Success
            ? 1000 * Parsed(steps.Groups[1]) * Parsed(steps.Groups[2]) * (Parsed(lengths.Groups[1]) + Parsed(lengths.Groups[2]))
            : null;
    }

    /// <summary>Carbon per energy that a source counts with, in kg/kWh; <see langword="null"/> where it does not say.</summary>
    public static double? CarbonIntensity(MeasuredRow row) =>
        Intensity().Match(row.Text("notes")) is { Success: true } stated ? Parsed(stated.Groups[1]) : null;

    private static double Parsed(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"fine-tune (\d+)k steps, batch (\d+)\b")]
    private static partial Regex Steps();

    [GeneratedRegex(@"^(\d+) in/(\d+) out\b")]
    private static partial Regex Lengths();

    [GeneratedRegex(@"\b(\d+\.\d+) kg/kWh\b")]
    private static partial Regex Intensity();

    [GeneratedRegex(@"\b([A-Za-z]+)=(\d+)\b|\b(mbs) (\d+)\b")]
    private static partial Regex Assignment();
}
