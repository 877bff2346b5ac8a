using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Explaining;

/// <summary>
/// The figures of a report by their paths in its JSON, such as <c>step.breakdown.forward</c>: one list for CSV and for explanations, made
/// from the JSON itself.
/// </summary>
internal static class ReportFigures
{
    private static readonly string[] Quantiles = ["p10", "p50", "p90"];

    /// <summary>All figures, in the order of the report.</summary>
    public static IReadOnlyList<(string Path, double Value)> Of(Report report)
    {
        using var json = JsonDocument.Parse(ReportJson.ToText(report, indented: false));
        return Of(json.RootElement);
    }

    /// <summary>All numbers below an element.</summary>
    public static IReadOnlyList<(string Path, double Value)> Of(JsonElement root)
    {
        var found = new List<(string, double)>();
        Add(found, "", root);
        return found;
    }

    private static void Add(List<(string Path, double Value)> found, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                found.Add((path, element.GetDouble()));
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Add(found, path.Length > 0 ? $"{path}.{member.Name}" : member.Name, member.Value);
                }

                break;
            case JsonValueKind.Array
                when element.GetArrayLength() == Quantiles.Length
                    && element.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.Number):
                foreach (var (value, name) in element.EnumerateArray().Zip(Quantiles))
                {
                    Add(found, $"{path}.{name}", value);
                }

                break;
        }
    }
}
