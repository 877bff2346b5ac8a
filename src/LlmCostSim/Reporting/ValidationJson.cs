using System.Text.Json;
using LlmCostSim.Validation;

namespace LlmCostSim.Reporting;

/// <summary>Writes a validation report as JSON.</summary>
public static class ValidationJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes groups and total.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(ValidationReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var writer = new Utf8JsonWriter(output, Indented);
        writer.WriteStartObject();
        writer.WriteStartArray("groups");
        foreach (var group in report.Groups)
        {
            Write(group, writer);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("total");
        WriteCounts(report.Counted, report.Skipped, report.NotScored, writer);
        writer.WriteEndObject();
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
