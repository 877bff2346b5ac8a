using LlmCostSim.Reporting.Documents;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Predictions against measurements: a line per data set and metric.</summary>
internal static class ValidationPage
{
    private static readonly Column[] Columns =
    [
        new("source") { Wraps = true }, new("metric"), Column.Number("rows"), Column.Number("skipped", rank: 6), Column.Number("unscored", rank: 5), Column.Number("MAPE", "fraction"), Column.Number("median", "fraction", 1),
        Column.Number("p90", "fraction", 2), Column.Number("bias", "fraction", 4), Column.Number("in interval", "fraction", 3), Column.Number("accuracy", "fraction", 7),
    ];

    public static Document Of(ValidationReport report)
    {
        Block[] blocks =
        [
            .. report.Groups.GroupBy(static group => group.File).Select(static file => new Table(Columns, [.. file.Select(Row)]) { Title = file.Key }.WithoutEmptyColumns()),
            new Paragraph($"total: {Show.Whole(report.Counted)} rows predicted, {Show.Whole(report.Skipped)} skipped, {Show.Whole(report.NotScored)} not scored"),
        ];
        return new Document("Predictions against measurements", blocks, new Table([new Column("file"), .. Columns], [.. report.Groups.Select(static group => (IReadOnlyList<Cell>)[group.File, .. Row(group)])]));
    }

    private static IReadOnlyList<Cell> Row(ValidationGroup group) =>
    [
        group.Source, group.Metric, Cell.Whole(group.Rows), Cell.Whole(group.Skipped), Cell.Whole(group.NotScored), Cell.Percent(group.Errors.Mape), Cell.Percent(group.Errors.Median),
        Cell.Percent(group.Errors.P90), Cell.Percent(group.Errors.Bias), Cell.Percent(group.IntervalCoverage), group.Accuracy is { } accuracy ? Cell.Percent(accuracy) : Cell.Empty,
    ];
}
