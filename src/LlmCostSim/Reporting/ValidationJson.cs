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
        return JsonText.Object(writer => Write(writer, report));
    }

    private static void Write(Utf8JsonWriter writer, ValidationReport report)
    {
        JsonText.Objects(writer, "groups", report.Groups, Write);
        writer.WriteStartObject("total");
        WriteCounts(writer, report.Counted, report.Skipped, report.NotScored);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ValidationGroup group)
    {
        writer.WriteString("file", group.File);
        writer.WriteString("source", group.Source);
        writer.WriteString("metric", group.Metric);
        WriteCounts(writer, group.Rows, group.Skipped, group.NotScored);
        JsonText.Errors(writer, group.Errors);
        writer.WriteNumber("intervalCoverage", group.IntervalCoverage);
        if (group.Accuracy is { } accuracy)
        {
            writer.WriteNumber("accuracy", accuracy);
        }
    }

    private static void WriteCounts(Utf8JsonWriter writer, int rows, int skipped, int notScored)
    {
        writer.WriteNumber("rows", rows);
        writer.WriteNumber("skipped", skipped);
        writer.WriteNumber("notScored", notScored);
    }
}
