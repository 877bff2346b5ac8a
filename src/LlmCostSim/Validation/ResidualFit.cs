using LlmCostSim.Calibration;

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
        var classes = new SortedDictionary<string, List<ValidatedRow>>(StringComparer.Ordinal);
        foreach (var row in report.Rows.Where(row => row is { Scored: true, YesNo: false, Predicted: > 0, Measured: > 0 }))
        {
            foreach (var name in Ancestors(row.Class))
            {
                if (!classes.TryGetValue(name, out var rows))
                {
                    classes[name] = rows = [];
                }

                rows.Add(row);
            }
        }

        FitJson.Save(path, json =>
        {
            json.WriteString("note", "Quantiles of measured over predicted (of times: rates are turned over) on the measured rows, written by `llmcost calibrate --refit --parts residuals`; not edited by hand.");
            json.WriteStartArray("classes");
            foreach (var (name, rows) in classes.Where(entry => entry.Value.Count >= FewestRows))
            {
                json.WriteStartObject();
                json.WriteString("class", name);
                json.WriteNumber("rows", rows.Count);
                double[] sorted = [.. rows.Select(Ratio).Order()];
                FitJson.Number(json, "p10", Math.Min(1, Quantile(sorted, 0.1)));
                FitJson.Number(json, "p90", Math.Max(1, Quantile(sorted, 0.9)));
                if (rows.Max(row => row.Hidden) is > 0 and var most)
                {
                    json.WriteNumber("hiddenLeast", rows.Where(row => row.Hidden > 0).Min(row => row.Hidden));
                    json.WriteNumber("hiddenMost", most);
                    json.WriteNumber("nodesMost", rows.Max(row => row.Nodes));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static double Ratio(ValidatedRow row) => row.IsRate ? row.Predicted!.Value / row.Measured!.Value : row.Measured!.Value / row.Predicted!.Value;

    // Place p·(n + 1): a new row falls below the k-th of n with probability k / (n + 1), so few rows give wider intervals.
    private static double Quantile(double[] sorted, double share)
    {
        var place = Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var path = name; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            yield return path;
        }
    }
}
