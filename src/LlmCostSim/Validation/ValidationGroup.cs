using LlmCostSim.Statistics;

namespace LlmCostSim.Validation;

/// <summary>Error statistics of the rows of one file, source and metric.</summary>
internal sealed record ValidationGroup
{
    /// <summary>Base name of the file.</summary>
    public required string File { get; init; }

    /// <summary>Source, verbatim.</summary>
    public required string Source { get; init; }

    /// <summary>Metric; kernel rows: number format or operation, and duration.</summary>
    public required string Metric { get; init; }

    /// <summary>Errors of the rows that were predicted and count.</summary>
    public required ErrorStatistics Errors { get; init; }

    /// <summary>Rows that could not be predicted.</summary>
    public required int Skipped { get; init; }

    /// <summary>Rows that do not count: not fully stated, or suspect.</summary>
    public required int NotScored { get; init; }

    /// <summary>Share of the rows whose measured value lies within the 80 % interval of the prediction.</summary>
    public required double IntervalCoverage { get; init; }

    /// <summary>Share of yes/no rows that are predicted rightly; <see langword="null"/> for other rows.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Rows that were predicted and count.</summary>
    public int Rows => Errors.Rows;

    internal static ValidationGroup Of(IReadOnlyCollection<ValidatedRow> rows)
    {
        var first = rows.First();
        ValidatedRow[] counted = [.. rows.Where(row => row.Scored && row.Error is not null)];
        return new ValidationGroup
        {
            File = first.File,
            Source = first.Source,
            Metric = first.Metric,
            Errors = ErrorStatistics.Of([.. counted.Select(row => row.Error!.Value)]),
            Skipped = rows.Count(row => row.Scored && row.Error is null),
            NotScored = rows.Count(row => !row.Scored),
            IntervalCoverage = counted.Length == 0 ? 0 : counted.Count(Covered) / (double)counted.Length,
            Accuracy =
                !first.YesNo ? null
                : counted.Length == 0 ? 0
                : counted.Count(row => row.Error == 0) / (double)counted.Length,
        };
    }

    private static bool Covered(ValidatedRow row) => row.Measured >= row.P10 && row.Measured <= row.P90;
}
