namespace LlmCostSim.Validation;

/// <summary>What is predicted for one row, in the row's own unit; yes/no rows as 1 or 0.</summary>
/// <param name="Value">The prediction (p50).</param>
/// <param name="P10">10 % quantile; equal to <paramref name="Value"/> where the predictor has no interval of its own; the class's residuals
/// make it then.</param>
/// <param name="P90">90 % quantile.</param>
internal readonly record struct RowPrediction(double Value, double P10, double P90)
{
    /// <summary>A prediction without an interval.</summary>
    public RowPrediction(double value)
        : this(value, value, value) { }

    /// <summary>Class of its residuals where the row alone does not tell it; <see langword="null"/>: as the row says.</summary>
    public string? Class { get; init; }

    /// <summary>Whether the row is a rate, while the residuals of its class are of times: their ratios are turned over.</summary>
    public bool IsRate { get; init; }

    /// <summary>Hidden size of the model, for the range in which the class was measured; 0: not a row of a model.</summary>
    public int Hidden { get; init; }

    /// <summary>Nodes of the job.</summary>
    public int Nodes { get; init; }

    /// <summary>
    /// What shares its constants and its model with the row, as <c>stack/model</c>: rows that a fit leaves out together; empty where the
    /// row alone says it.
    /// </summary>
    public string Group { get; init; } = "";

    /// <summary>The model's part of a group.</summary>
    /// <param name="group">As <c>stack/model</c>.</param>
    public static string ModelOf(string group) => group[(group.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>A yes/no prediction.</summary>
    public static RowPrediction YesNo(bool yes) => new(yes ? 1 : 0);
}
