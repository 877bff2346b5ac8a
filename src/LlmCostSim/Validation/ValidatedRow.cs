namespace LlmCostSim.Validation;

/// <summary>One measured row beside its prediction.</summary>
internal sealed record ValidatedRow
{
    /// <summary>Base name of the file.</summary>
    public required string File { get; init; }

    /// <summary>Line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The row's id, or file and line where it has none.</summary>
    public required string Id { get; init; }

    /// <summary>Source, verbatim.</summary>
    public required string Source { get; init; }

    /// <summary>Metric; kernel rows: number format or operation, and whether the kernel took 10 µs.</summary>
    public required string Metric { get; init; }

    /// <summary>The measured value in the file's unit, 1 or 0 for yes or no; <see langword="null"/> where the row has none.</summary>
    public double? Measured { get; init; }

    /// <summary>The prediction (p50) in the same unit; <see langword="null"/> where there is none.</summary>
    public double? Predicted { get; init; }

    /// <summary>10 % quantile of the prediction.</summary>
    public double? P10 { get; init; }

    /// <summary>90 % quantile of the prediction.</summary>
    public double? P90 { get; init; }

    /// <summary>Whether the row's error counts: fully stated and not suspect.</summary>
    public bool Scored { get; init; } = true;

    /// <summary>Whether the row is a yes or a no.</summary>
    public bool YesNo { get; init; }

    /// <summary>Class whose residuals make the interval, such as <c>gemm/a100/bf16</c>.</summary>
    public string Class { get; init; } = "";

    internal bool IsRate { get; init; }

    internal int Hidden { get; init; }

    internal int Nodes { get; init; }

    internal string Group { get; init; } = "";

    internal bool HasFittedConstants { get; init; }

    /// <summary>The model's shape where the prediction depends on constants fitted to models; else empty.</summary>
    internal string Model => HasFittedConstants ? RowPrediction.ModelOf(Group) : "";

    /// <summary>Why there is no prediction; empty where there is one.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// predicted/measured − 1; for yes/no rows 0 where both agree and 1 where not; <see langword="null"/> without a prediction.
    /// </summary>
    public double? Error =>
        Predicted is not { } predicted || Measured is not { } measured ? null
        : YesNo ? (predicted == measured ? 0 : 1)
        : (predicted / measured) - 1;
}
