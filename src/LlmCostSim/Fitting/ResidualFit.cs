using LlmCostSim.Calibration;
using LlmCostSim.Statistics;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>Measures the residuals that ship: quantiles of measured over predicted, by class of row and by everything above it.</summary>
internal static class ResidualFit
{
    // Fewer rows say little about a 10 % quantile.
    private const int FewestRows = 10;

    /// <summary>A shape that no measured model has.</summary>
    public const string NoModel = "none";

    /// <summary>The residuals of rows by class, in the order of the classes' names.</summary>
    /// <param name="seen">Measured rows, predicted by constants that were fitted to them.</param>
    /// <param name="unseen">Those that depend on constants of a stack or engine, predicted by constants that have not seen their
    /// model.</param>
    public static IReadOnlyList<ResidualClass> Of(IEnumerable<ValidatedRow> seen, IEnumerable<ValidatedRow> unseen)
    {
        var others = new Dictionary<string, (double Low, double High)>(StringComparer.Ordinal);
        foreach (var (name, members) in ByClass(unseen))
        {
            (double, double)? above = others.TryGetValue(Above(name), out var known) ? known : null;
            others[name] = OtherModels.Quantiles([.. members.Select(row => (row.Model, Math.Log(Ratio(row))))], above);
        }

        return
        [
            .. ByClass(seen)
                .Where(entry => entry.Value.Count >= FewestRows)
                .Select(entry => Of(entry.Key, entry.Value, others.TryGetValue(entry.Key, out var other) ? other : null)),
        ];
    }

    private static SortedDictionary<string, List<ValidatedRow>> ByClass(IEnumerable<ValidatedRow> rows)
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

        return classes;
    }

    /// <summary>Whether a row has a residual.</summary>
    public static bool Counts(ValidatedRow row) => row is { Scored: true, YesNo: false, Predicted: > 0, Measured: > 0 };

    /// <summary>Measured over predicted; of times, where the row is a rate.</summary>
    public static double Ratio(ValidatedRow row) =>
        row.IsRate ? row.Predicted!.Value / row.Measured!.Value : row.Measured!.Value / row.Predicted!.Value;

    /// <summary>Writes residuals as the JSON that the library embeds.</summary>
    /// <param name="classes">Residuals by class.</param>
    /// <param name="path">File to write.</param>
    public static void Write(IReadOnlyList<ResidualClass> classes, string path) =>
        FitJson.Save(
            path,
            json =>
            {
                json.WriteString(
                    "note",
                    "Quantiles of measured over predicted (of times: rates are turned over) on the measured rows: p10 and p90 where the shipped constants have seen the models, otherP10 and otherP90 for models that they have not (predicted by constants fitted without each, widened for how few models that were); written by `llmcost calibrate --refit --parts residuals`; not edited by hand."
                );
                json.WriteStartArray("classes");
                foreach (var known in classes)
                {
                    json.WriteStartObject();
                    json.WriteString("class", known.Name);
                    json.WriteNumber("rows", known.Rows);
                    FitJson.Number(json, "p10", known.Low);
                    FitJson.Number(json, "p90", known.High);
                    if (known.OtherHigh > 0)
                    {
                        FitJson.Number(json, "otherP10", known.OtherLow);
                        FitJson.Number(json, "otherP90", known.OtherHigh);
                    }

                    if (known.Models.Count > 0)
                    {
                        json.WriteStartArray("models");
                        foreach (var model in known.Models.Order(StringComparer.Ordinal))
                        {
                            json.WriteStringValue(model);
                        }

                        json.WriteEndArray();
                    }

                    if (known.HiddenMost > 0)
                    {
                        json.WriteNumber("hiddenLeast", known.HiddenLeast);
                        json.WriteNumber("hiddenMost", known.HiddenMost);
                        json.WriteNumber("nodesMost", known.NodesMost);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        );

    private static ResidualClass Of(string name, List<ValidatedRow> members, (double Low, double High)? other)
    {
        int[] hidden = [.. members.Select(row => row.Hidden).Where(size => size > 0)];
        var (low, high) = members.Exists(row => row.HasFittedConstants) ? Seen(members) : OfShapes(members);
        return new ResidualClass(name, low, high)
        {
            // Nobody is surer of a model that was not measured than of those that were.
            OtherLow = other is { Low: var below } ? Math.Min(low, Math.Exp(below)) : 0,
            OtherHigh = other is { High: var above } ? Math.Max(high, Math.Exp(above)) : 0,
            Models = members
                .Where(row => row.Class == name && row.Model.Length > 0)
                .Select(row => row.Model)
                .ToHashSet(StringComparer.Ordinal),
            Rows = members.Count,
            HiddenLeast = hidden.Length > 0 ? hidden.Min() : 0,
            HiddenMost = hidden.Length > 0 ? hidden.Max() : 0,
            NodesMost = members.Max(row => row.Nodes),
        };
    }

    private static (double Low, double High) Seen(List<ValidatedRow> members)
    {
        double[] sorted = [.. members.Select(Ratio).Order()];
        return (Math.Min(1, ErrorStatistics.QuantileOfNext(sorted, 0.1)), Math.Max(1, ErrorStatistics.QuantileOfNext(sorted, 0.9)));
    }

    private static (double Low, double High) OfShapes(List<ValidatedRow> members)
    {
        var (low, high) = OtherModels.OfShapes([.. members.Select(row => (row.Group, Math.Log(Ratio(row))))]);
        return (Math.Exp(low), Math.Exp(high));
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var path = name; path.Length > 0; path = Above(path))
        {
            yield return path;
        }
    }

    private static string Above(string name) => name[..Math.Max(0, name.LastIndexOf('/'))];
}
