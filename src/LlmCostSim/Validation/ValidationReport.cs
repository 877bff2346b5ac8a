namespace LlmCostSim.Validation;

/// <summary>Predictions of measured rows and their errors.</summary>
internal sealed record ValidationReport
{
    /// <summary>Error statistics by file, source and metric, in the order of the files.</summary>
    public required IReadOnlyList<ValidationGroup> Groups { get; init; }

    /// <summary>Every row, in the order of the files.</summary>
    public required IReadOnlyList<ValidatedRow> Rows { get; init; }

    /// <summary>Files that hold nothing measured or are in no known format, each with the reason.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Rows that were predicted and count.</summary>
    public int Counted => Groups.Sum(group => group.Rows);

    /// <summary>Rows that could not be predicted.</summary>
    public int Skipped => Groups.Sum(group => group.Skipped);

    /// <summary>Rows that do not count: not fully stated, or suspect.</summary>
    public int NotScored => Groups.Sum(group => group.NotScored);
}
