using System.Globalization;
using LlmCostSim.Fitting;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting;

/// <summary>Writes what stands beside the table of a validation: the reasons of skipped rows, and all rows as CSV.</summary>
internal static class ValidationText
{
    private const int SourceWidth = 44,
        PerReason = 20;

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
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.File}:{row.Line}: {(row.Scored ? "skipped" : "not scored, no prediction")}: {row.Reason}"
                    )
                );
            }

            if (rows.Length > PerReason)
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{same.Key.File}: and {rows.Length - PerReason} more rows: {same.Key.Reason}"
                    )
                );
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
        output.WriteLine($"one-point calibration   {"source",-SourceWidth}  {"metric",-26} rows before% after% cover%");
        foreach (var group in groups)
        {
            var source = group.Source.Length > SourceWidth ? group.Source[..(SourceWidth - 1)] + "…" : group.Source;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {group.File,-20}  {source,-SourceWidth}  {group.Metric,-26} {group.Rows,4} {100 * group.Before,7:F1} {100 * group.After,6:F1} {100 * group.Covered,6:F0}"
                )
            );
        }
    }

    /// <summary>
    /// Writes every row as <c>file,line,id,source,metric,measured,predicted,p10,p90,error</c>; what is not known is empty.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    public static void WriteRows(ValidationReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("file,line,id,source,metric,measured,predicted,p10,p90,error\n");
        foreach (var row in report.Rows)
        {
            output.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{CsvWriter.Quoted(row.File)},{row.Line},{CsvWriter.Quoted(row.Id)},{CsvWriter.Quoted(row.Source)},{CsvWriter.Quoted(row.Metric)},{row.Measured},{row.Predicted},{row.P10},{row.P90},{row.Error}\n"
                )
            );
        }
    }
}
