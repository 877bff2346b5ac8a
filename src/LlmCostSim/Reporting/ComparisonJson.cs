using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes a comparison as JSON: the reports in full, and the terms side by side.</summary>
public static class ComparisonJson
{
    /// <summary>The comparison as text.</summary>
    /// <param name="comparison">The comparison.</param>
    public static string ToText(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonText.Object(writer =>
        {
            writer.WriteStartArray("scenarios");
            for (var i = 0; i < comparison.Reports.Count; i++)
            {
                ReportJson.Write(writer, comparison.Reports[i]);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("terms");
            foreach (var term in comparison.Terms)
            {
                WriteTerm(writer, term);
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteTerm(Utf8JsonWriter writer, ComparisonTerm term)
    {
        writer.WriteStartObject();
        writer.WriteString("term", term.Name);
        writer.WriteString("unit", term.Unit);
        JsonText.Numbers(writer, "values", term.Values);
        JsonText.Numbers(writer, "differences", term.Values.Select(value => value - term.Values[0]));
        if (term.Why.Any(static w => w.Length > 0))
        {
            JsonText.Strings(writer, "why", term.Why);
        }

        writer.WriteEndObject();
    }
}
