using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>Measures the residuals that ship: quantiles of measured over predicted, by class of row and by everything above it.</summary>
internal static class ResidualFit
{
    // Fewer rows say little about a 10 % quantile.
    private const int FewestRows = 10;

    /// <summary>The residuals of rows by class, in the order of the classes' names.</summary>
    /// <param name="rows">Predictions of measured rows; a row that is predicted twice, by constants that have seen it and by others, counts twice.</param>
    public static IReadOnlyList<ResidualClass> Of(IEnumerable<ValidatedRow> rows)
    {
        var classes = new SortedDictionary<string, List<ValidatedRow>>(StringComparer.Ordinal);
        foreach (var row in rows.Where(Counts))
        {
            foreach (var name in Ancestors(row.Class))
            {
                if (!classes.TryGetValue(name, out var members))
                {
                    classes[name] = members = [];
                }

                members.Add(row);
            }
        }

        return [.. classes.Where(entry => entry.Value.Count >= FewestRows).Select(entry => Of(entry.Key, entry.Value))];
    }

    /// <summary>Whether a row has a residual.</summary>
    public static bool Counts(ValidatedRow row) => row is { Scored: true, YesNo: false, Predicted: > 0, Measured: > 0 };

    /// <summary>Measured over predicted; of times, where the row is a rate.</summary>
    public static double Ratio(ValidatedRow row) => row.IsRate ? row.Predicted!.Value / row.Measured!.Value : row.Measured!.Value / row.Predicted!.Value;

    /// <summary>Writes residuals as the JSON that the library embeds.</summary>
    /// <param name="classes">Residuals by class.</param>
    /// <param name="path">File to write.</param>
    public static void Write(IReadOnlyList<ResidualClass> classes, string path) => FitJson.Save(path, json =>
    {
        json.WriteString("note", "Quantiles of measured over predicted (of times: rates are turned over) on the measured rows, each predicted by the shipped constants and, where constants of a stack or engine matter, by constants fitted without its model; written by `llmcost calibrate --refit --parts residuals`; not edited by hand.");
        json.WriteStartArray("classes");
        foreach (var known in classes)
        {
            json.WriteStartObject();
            json.WriteString("class", known.Name);
            json.WriteNumber("rows", known.Rows);
            FitJson.Number(json, "p10", known.Low);
            FitJson.Number(json, "p90", known.High);
            if (known.HiddenMost > 0)
            {
                json.WriteNumber("hiddenLeast", known.HiddenLeast);
                json.WriteNumber("hiddenMost", known.HiddenMost);
                json.WriteNumber("nodesMost", known.NodesMost);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static ResidualClass Of(string name, List<ValidatedRow> members)
    {
        double[] sorted = [.. members.Select(Ratio).Order()];
        int[] hidden = [.. members.Select(row => row.Hidden).Where(size => size > 0)];
        return new ResidualClass(name, Math.Min(1, Quantile(sorted, 0.1)), Math.Max(1, Quantile(sorted, 0.9)))
        {
            Rows = members.DistinctBy(row => (row.File, row.Line)).Count(),
            HiddenLeast = hidden.Length > 0 ? hidden.Min() : 0,
            HiddenMost = hidden.Length > 0 ? hidden.Max() : 0,
            NodesMost = members.Max(row => row.Nodes),
        };
    }

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
