namespace LlmCostSim.Scenarios;

/// <summary>Something that a report stands on and that its scenario did not say.</summary>
/// <param name="Path">Path of the member of the scenario that was left open, or of the part of the report that it bears on:
/// <c>strategy.framework</c>, <c>run.goodput</c>, <c>constants</c> (those of the software), <c>interval</c>, <c>calibration</c>.</param>
/// <param name="Value">What was taken; empty where it is not one value.</param>
/// <param name="Text">The whole as a sentence.</param>
public sealed record Assumption(string Path, string Value, string Text)
{
    /// <summary>A member that was left open.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="value">What was taken.</param>
    /// <param name="because">Why, or what it means; empty where it goes without saying.</param>
    internal static Assumption Default(string path, string value, string because = "") =>
        new(path, value, because.Length > 0 ? $"{path}: {value}, {because}" : $"{path}: {value}");

    /// <summary>What takes a sentence of its own.</summary>
    /// <param name="path">Path of the member or of the part of the report.</param>
    /// <param name="value">What was taken; empty where it is not one value.</param>
    /// <param name="text">The sentence; its numbers are written in the invariant culture.</param>
    internal static Assumption Of(string path, string value, FormattableString text) => new(path, value, FormattableString.Invariant(text));

    /// <summary>What <c>calibration</c> gives, and that nothing was learned from it.</summary>
    /// <param name="reason">Which rule the measured job breaks.</param>
    internal static Assumption Unteachable(string reason) =>
        Of("calibration", "", $"calibration: the measured job breaks a rule of its layout and teaches nothing: {reason}");

    /// <summary>Whether it is about a member or what is below it.</summary>
    /// <param name="path">Path of the member.</param>
    internal bool IsAbout(string path) =>
        Path.StartsWith(path, StringComparison.Ordinal) && (Path.Length == path.Length || Path[path.Length] == '.');

    /// <summary><see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
