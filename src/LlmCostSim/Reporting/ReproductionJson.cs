using System.Text.Json;
using LlmCostSim.Setups;

namespace LlmCostSim.Reporting;

/// <summary>Writes documented figures beside simulated ones as JSON.</summary>
public static class ReproductionJson
{
    /// <summary>Rows as <c>{ "rows": [ … ] }</c>.</summary>
    /// <param name="rows">The rows.</param>
    public static string Write(IReadOnlyList<Reproduction> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return JsonText.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("rows");
            foreach (var row in rows)
            {
                Write(writer, row);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, Reproduction row)
    {
        writer.WriteStartObject();
        writer.WriteString("id", row.Id);
        writer.WriteString("family", row.Family);
        writer.WriteString("model", row.Model);
        writer.WriteString("quantity", row.Quantity);
        writer.WriteString("unit", row.Unit);
        WriteNumber(writer, "documented", row.Documented);
        writer.WriteNumber("simulated", row.Simulated);
        WriteNumber(writer, "ratio", row.Ratio);
        writer.WriteString("verdict", row.Verdict.Name());
        writer.WriteString("expectedVerdict", row.Expected.Name());
        writer.WriteString("reason", row.Reason);
        writer.WriteString("source", row.Source);
        writer.WriteStartArray("assumed");
        foreach (var sentence in row.Assumed)
        {
            writer.WriteStringValue(sentence);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
