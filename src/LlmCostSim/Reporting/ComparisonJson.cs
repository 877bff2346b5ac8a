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
            JsonText.List(writer, "scenarios", comparison.Reports, ReportJson.Write);
            JsonText.Objects(writer, "terms", comparison.Terms, WriteTerm);
        });
    }

    private static void WriteTerm(Utf8JsonWriter writer, ComparisonTerm term)
    {
        writer.WriteString("term", term.Name);
        writer.WriteString("unit", term.Unit);
        JsonText.Numbers(writer, "values", term.Values);
        JsonText.Numbers(writer, "differences", term.Values.Select(value => value - term.Values[0]));
        if (term.Why.Any(static w => w.Length > 0))
        {
            JsonText.Strings(writer, "why", term.Why);
        }
    }
}
