using System.Text.Json;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting;

/// <summary>Writes a validation report as JSON.</summary>
internal static class ValidationJson
{
    /// <summary>Groups and total as one document.</summary>
    /// <param name="report">The report.</param>
    public static string ToText(ValidationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonText.Object(writer => Write(report, writer));
    }

    private static void Write(ValidationReport report, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("groups");
        foreach (var group in report.Groups)
        {
            Write(group, writer);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("total");
        WriteCounts(report.Counted, report.Skipped, report.NotScored, writer);
        writer.WriteEndObject();
    }

    private static void Write(ValidationGroup group, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("file", group.File);
        writer.WriteString("source", group.Source);
        writer.WriteString("metric", group.Metric);
        WriteCounts(group.Rows, group.Skipped, group.NotScored, writer);
        writer.WriteNumber("mape", group.Errors.Mape);
        writer.WriteNumber("median", group.Errors.Median);
        writer.WriteNumber("p90", group.Errors.P90);
        writer.WriteNumber("bias", group.Errors.Bias);
        writer.WriteNumber("intervalCoverage", group.IntervalCoverage);
        if (group.Accuracy is { } accuracy)
        {
            writer.WriteNumber("accuracy", accuracy);
        }

        writer.WriteEndObject();
    }

    private static void WriteCounts(int rows, int skipped, int notScored, Utf8JsonWriter writer)
    {
        writer.WriteNumber("rows", rows);
        writer.WriteNumber("skipped", skipped);
        writer.WriteNumber("notScored", notScored);
    }
}
