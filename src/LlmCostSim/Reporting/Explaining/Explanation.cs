namespace LlmCostSim.Reporting.Explaining;

/// <summary>How one figure of a report comes about.</summary>
/// <param name="Figure">Path in the report's JSON, such as <c>step.breakdown.forward</c>; a last <c>.*</c> stands for all figures
/// below.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="Formula">How it is computed, in words and signs.</param>
/// <param name="Source">Where the formula is from.</param>
internal sealed record Explanation(string Figure, string Unit, string Meaning, string Formula, string Source)
{
    /// <summary>
    /// The formula over other figures where they determine this one, see <see cref="FigureExpression"/>; empty otherwise.
    /// </summary>
    public string Expression { get; init; } = "";

    /// <summary>Paths of what goes into it: figures of the report, <c>scenario.…</c>, <c>model.…</c>, <c>gpu.…</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Paths of the assumptions that bear on it.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>Section of the documentation that has the formula in its place, with sources and measured errors.</summary>
    public string Section =>
        "docs/method.md#"
        + Figure.Split('.')[0] switch
        {
            "parameters" or "flops" => "counting",
            "throughput" when Figure.EndsWith("mfu", StringComparison.Ordinal) || Figure.EndsWith("hfu", StringComparison.Ordinal) =>
                "counting",
            "memory" or "maxBatch" or "maxContext" or "kvCache" => "memory",
            "run" or "interval" or "costPerMillionTokens" or "energyKwhPerMillionTokens" => "money-and-certainty",
            _ => "seconds",
        };

    /// <summary>Whether a path is this figure, or one of these.</summary>
    public bool Covers(string path) => Matches(Figure, path);

    /// <summary>Whether a path is the one that a pattern names, or below it where the pattern ends on <c>.*</c>.</summary>
    public static bool Matches(string pattern, string path) =>
        pattern.EndsWith(".*", StringComparison.Ordinal) ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : path == pattern;
}
