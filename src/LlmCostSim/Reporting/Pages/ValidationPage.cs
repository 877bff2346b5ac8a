using LlmCostSim.Reporting.Documents;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Predictions against measurements: a line per data set and metric.</summary>
internal static class ValidationPage
{
    private static readonly Column[] Columns =
    [
        new("source") { Wraps = true },
        new("metric"),
        Column.Number("rows"),
        Column.Number("skipped", rank: 6),
        Column.Number("unscored", rank: 5),
        Column.Number("MAPE", "fraction"),
        Column.Number("median", "fraction", 1),
        Column.Number("p90", "fraction", 2),
        Column.Number("bias", "fraction", 4),
        Column.Number("in interval", "fraction", 3),
        Column.Number("accuracy", "fraction", 7),
    ];

    public static Document Of(ValidationReport report)
    {
        Block[] blocks =
        [
            .. report
                .Groups.GroupBy(static group => group.File)
                .Select(static file =>
                    new Table(Columns, [.. file.Select(static group => Row(group, Short(group.Source)))])
                    {
                        Title = file.Key,
                    }.WithoutEmptyColumns()
                ),
            new Paragraph(
                $"total: {Show.Whole(report.Counted)} rows predicted, {Show.Whole(report.Skipped)} skipped, {Show.Whole(report.NotScored)} not scored"
            ),
        ];
        return new Document(
            "Predictions against measurements",
            blocks,
            new Table(
                [new Column("file"), .. Columns],
                [.. report.Groups.Select(static group => (IReadOnlyList<Cell>)[group.File, .. Row(group, group.Source)])]
            )
        );
    }

    private static IReadOnlyList<Cell> Row(ValidationGroup group, string source) =>
        [
            source,
            group.Metric,
            Cell.Whole(group.Rows),
            Cell.Whole(group.Skipped),
            Cell.Whole(group.NotScored),
            Share(group, group.Errors.Mape),
            Share(group, group.Errors.Median),
            Share(group, group.Errors.P90),
            Share(group, group.Errors.Bias),
            Share(group, group.IntervalCoverage),
            Share(group, group.Accuracy),
        ];

    // Of no rows there is no error.
    private static Cell Share(ValidationGroup group, double? value) =>
        group.Rows > 0 && value is { } known ? Cell.Percent(known) : Cell.Empty;

    // Sources read "name: address #section"; the address is for files.
    private static string Short(string source)
    {
        var colon = source.IndexOf(": ", StringComparison.Ordinal);
        var section = colon < 0 ? -1 : source.IndexOf('#', colon);
        return colon < 0 ? source
            : section < 0 ? source[..colon]
            : $"{source[..colon]} {source[section..]}";
    }
}
