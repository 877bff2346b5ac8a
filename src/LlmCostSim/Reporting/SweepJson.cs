using System.Text.Json;
using LlmCostSim.Planning;

namespace LlmCostSim.Reporting;

/// <summary>Writes a sweep as JSON.</summary>
internal static class SweepJson
{
    /// <summary>The rows as text.</summary>
    /// <param name="fields">What was varied.</param>
    /// <param name="rows">The rows.</param>
    public static string ToText(IReadOnlyList<SweepField> fields, IReadOnlyList<SweepRow> rows)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(rows);
        return JsonText.Object(writer =>
        {
            JsonText.Strings(writer, "fields", [.. fields.Select(static f => f.Path)]);
            JsonText.Objects(writer, "rows", rows, (json, row) => WriteRow(json, fields, row));
        });
    }

    private static void WriteRow(Utf8JsonWriter writer, IReadOnlyList<SweepField> fields, SweepRow row)
    {
        writer.WriteStartObject("values");
        for (var i = 0; i < fields.Count; i++)
        {
            writer.WritePropertyName(fields[i].Path);
            if (Sweep.Value(row.Values[i]) is { } value)
            {
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndObject();
        if (row.Report is { } report)
        {
            writer.WritePropertyName("report");
            ReportJson.Write(writer, report);
        }
        else
        {
            JsonText.Strings(writer, "errors", [.. row.Problems.Select(static p => p.ToString())]);
        }
    }
}
