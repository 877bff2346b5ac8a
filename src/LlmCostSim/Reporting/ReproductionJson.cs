using System.Text.Json;
using LlmCostSim.Setups;

namespace LlmCostSim.Reporting;

/// <summary>Writes documented figures beside simulated ones as JSON.</summary>
internal static class ReproductionJson
{
    /// <summary>Rows as <c>{ "rows": [ … ] }</c>.</summary>
    /// <param name="rows">The rows.</param>
    public static string Write(IReadOnlyList<Reproduction> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return JsonText.Object(writer => JsonText.Objects(writer, "rows", rows, Write));
    }

    private static void Write(Utf8JsonWriter writer, Reproduction row)
    {
        writer.WriteString("id", row.Id);
        writer.WriteString("family", row.Family);
        writer.WriteString("model", row.Model);
        writer.WriteString("quantity", row.Quantity);
        writer.WriteString("unit", row.Unit);
        JsonText.NumberOrNull(writer, "documented", row.Documented);
        writer.WriteNumber("simulated", row.Simulated);
        JsonText.NumberOrNull(writer, "ratio", row.Ratio);
        writer.WriteString("verdict", row.Verdict.Name());
        writer.WriteString("expectedVerdict", row.Expected.Name());
        writer.WriteString("reason", row.Reason);
        writer.WriteString("source", row.Source);
        JsonText.Strings(writer, "assumed", row.Assumed);
    }
}
