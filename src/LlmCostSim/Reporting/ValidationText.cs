using System.Globalization;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting;

/// <summary>Writes a validation report for people: a table of groups, the reasons of skipped rows, and all rows as CSV.</summary>
public static class ValidationText
{
    private const int SourceWidth = 44, PerReason = 20;

    /// <summary>Writes the table of groups, errors in percent.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    public static void WriteTable(ValidationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var metricWidth = Math.Max(6, report.Groups.Select(group => group.Metric.Length).DefaultIfEmpty().Max());
        foreach (var file in report.Groups.GroupBy(group => group.File))
        {
            output.WriteLine(file.Key);
            output.WriteLine($"  {"source",-SourceWidth}  {"metric".PadRight(metricWidth)}    rows skipped unscored   mape%    med%    p90%   bias% cover%   acc%");
            foreach (var group in file)
            {
                output.WriteLine(Line(group, metricWidth));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total: {report.Counted} rows predicted, {report.Skipped} skipped, {report.NotScored} not scored"));
    }

    /// <summary>Writes why rows were skipped, a line each, long runs of one reason cut short; and the files that were ignored.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to: standard error.</param>
    public static void WriteReasons(ValidationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var ignored in report.Ignored)
        {
            output.WriteLine(ignored);
        }

        foreach (var same in report.Rows.Where(row => row.Reason.Length > 0).GroupBy(row => (row.File, row.Reason)))
        {
            var rows = same.ToArray();
            foreach (var row in rows.Take(PerReason))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.File}:{row.Line}: {(row.Scored ? "skipped" : "not scored, no prediction")}: {row.Reason}"));
            }

            if (rows.Length > PerReason)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{same.Key.File}: and {rows.Length - PerReason} more rows: {same.Key.Reason}"));
            }
        }
    }

    /// <summary>Writes what one measured row of each table teaches about its others, errors in percent.</summary>
    /// <param name="groups">Tables.</param>
    /// <param name="output">Where to.</param>
    public static void WriteOnePoint(IReadOnlyList<OnePointGroup> groups, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"one-point calibration   {"source",-SourceWidth}  {"metric",-26} rows before% after%");
        foreach (var group in groups)
        {
            var source = group.Source.Length > SourceWidth ? group.Source[..(SourceWidth - 1)] + "…" : group.Source;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.File,-20}  {source,-SourceWidth}  {group.Metric,-26} {group.Rows,4} {100 * group.Before,7:F1} {100 * group.After,6:F1}"));
        }
    }

    /// <summary>Writes every row as <c>file,line,id,source,metric,measured,predicted,p10,p90,error</c>; what is not known is empty.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    public static void WriteRows(ValidationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("file,line,id,source,metric,measured,predicted,p10,p90,error\n");
        foreach (var row in report.Rows)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{Quoted(row.File)},{row.Line},{Quoted(row.Id)},{Quoted(row.Source)},{Quoted(row.Metric)},{row.Measured},{row.Predicted},{row.P10},{row.P90},{row.Error}\n"));
        }
    }

    private static string Line(ValidationGroup group, int metricWidth)
    {
        var source = group.Source.Length > SourceWidth ? group.Source[..(SourceWidth - 1)] + "…" : group.Source;
        var errors = group.Errors;
        var accuracy = group.Accuracy is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share,7:F1}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {source,-SourceWidth}  {group.Metric.PadRight(metricWidth)} {group.Rows,7} {group.Skipped,7} {group.NotScored,8} {100 * errors.Mape,7:F1} {100 * errors.Median,7:F1} {100 * errors.P90,7:F1} {100 * errors.Bias,7:F1} {100 * group.IntervalCoverage,6:F0}{accuracy}").TrimEnd();
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
