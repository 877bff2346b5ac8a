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

    /// <summary>How many independent rows a class above counts for, and how likely the models are that were left out under it.</summary>
    /// <param name="unseen">Rows predicted by constants that have not seen their model.</param>
    /// <param name="tried">Told every number that was tried, and how likely they are under it.</param>
    public static (double Worth, double LogLikelihood) WorthOfAbove(
        IEnumerable<ValidatedRow> unseen,
        Action<double, double>? tried = null
    ) => ScatterPrior.Of(Tree(unseen), tried);

    /// <summary>The residuals of rows by class, in the order of the classes' names.</summary>
    /// <param name="seen">Measured rows, predicted by constants that were fitted to them.</param>
    /// <param name="unseen">Those that depend on constants of a stack or engine, predicted by constants that have not seen their
    /// model.</param>
    /// <param name="worthOfAbove">How many independent rows a class above counts for.</param>
    public static Residuals Of(IEnumerable<ValidatedRow> seen, IEnumerable<ValidatedRow> unseen, double worthOfAbove)
    {
        ValidatedRow[] rows = [.. seen.Where(Counts)];
        var models = Tree(unseen).Of(worthOfAbove);
        var shapes = Tree(rows.Where(row => !row.HasFittedConstants)).Of(worthOfAbove);
        return new Residuals(
            ByClass(rows)
                .Where(entry => entry.Value.Count >= FewestRows)
                .Select(entry =>
                    entry.Value.Exists(row => row.HasFittedConstants)
                        ? Of(entry.Key, entry.Value, Seen(entry.Value), models.TryGetValue(entry.Key, out var other) ? other : null) with
                        {
                            OtherUnmeasured = models.TryGetValue(entry.Key, out var few) ? few.Unmeasured(worthOfAbove) : 0,
                        }
                        : Of(entry.Key, entry.Value, Factors(shapes[entry.Key]), null) with
                        {
                            Unmeasured = shapes[entry.Key].Unmeasured(worthOfAbove),
                        }
                ),
            Scatter.UnmeasuredBelowRows(worthOfAbove)
        );
    }

    private static ScatterTree Tree(IEnumerable<ValidatedRow> rows) =>
        new(rows.Where(Counts).Select(row => new ScatterRow(row.Class, row.Group, Math.Log(Ratio(row)))));

    private static (double Low, double High) Factors(Scatter scatter) =>
        (Math.Exp(scatter.Quantiles.Low), Math.Exp(scatter.Quantiles.High));

    private static SortedDictionary<string, List<ValidatedRow>> ByClass(IEnumerable<ValidatedRow> rows) =>
        new(IntervalClass.Members(rows, static row => row.Class), StringComparer.Ordinal);

    /// <summary>Whether a row has a residual.</summary>
    public static bool Counts(ValidatedRow row) => row is { Scored: true, YesNo: false, Predicted: > 0, Measured: > 0 };

    /// <summary>Measured over predicted; of times, where the row is a rate.</summary>
    public static double Ratio(ValidatedRow row) =>
        row.IsRate ? row.Predicted!.Value / row.Measured!.Value : row.Measured!.Value / row.Predicted!.Value;

    private static ResidualClass Of(string name, List<ValidatedRow> members, (double Low, double High) own, Scatter? other)
    {
        int[] hidden = [.. members.Select(row => row.Hidden).Where(size => size > 0)];
        (double Low, double High)? unseen = other is { } scatter ? Factors(scatter) : null;
        return new ResidualClass(name, own.Low, own.High)
        {
            // Nobody is surer of a model that was not measured than of those that were.
            OtherLow = unseen is { Low: var below } ? Math.Min(own.Low, below) : 0,
            OtherHigh = unseen is { High: var above } ? Math.Max(own.High, above) : 0,
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
}
