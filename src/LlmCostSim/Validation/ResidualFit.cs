using LlmCostSim.Calibration;
using LlmCostSim.Statistics;

namespace LlmCostSim.Validation;

/// <summary>Measures the residuals that ship: quantiles of measured over predicted, by class of row and by everything above it.</summary>
public static class ResidualFit
{
    // Fewer rows say little about a 10 % quantile.
    private const int FewestRows = 10;

    /// <summary>Writes the residuals of a report as the JSON that the library embeds.</summary>
    /// <param name="report">Predictions of measured rows.</param>
    /// <param name="path">File to write.</param>
    public static void Write(ValidationReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        var classes = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var row in report.Rows.Where(row => row is { Scored: true, YesNo: false, Predicted: > 0, Measured: > 0 }))
        {
            foreach (var name in Ancestors(row.Class))
            {
                if (!classes.TryGetValue(name, out var ratios))
                {
                    classes[name] = ratios = [];
                }

                ratios.Add(row.Measured!.Value / row.Predicted!.Value);
            }
        }

        FitJson.Save(path, json =>
        {
            json.WriteString("note", "Quantiles of measured over predicted on the measured rows, written by `llmcost validate --data … --residuals FILE`; not edited by hand.");
            json.WriteStartArray("classes");
            foreach (var (name, ratios) in classes.Where(entry => entry.Value.Count >= FewestRows))
            {
                double[] sorted = [.. ratios.Order()];
                json.WriteStartObject();
                json.WriteString("class", name);
                json.WriteNumber("rows", sorted.Length);
                FitJson.Number(json, "p10", Math.Min(1, ErrorStatistics.Quantile(sorted, 0.1)));
                FitJson.Number(json, "p90", Math.Max(1, ErrorStatistics.Quantile(sorted, 0.9)));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var path = name; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            yield return path;
        }
    }
}
