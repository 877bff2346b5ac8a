using LlmCostSim.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace LlmCostSim.Calibration;

/// <summary>
/// How far a prediction may be off for a model that nobody measured, judged by few models that were, each predicted by constants that have
/// not seen it.
/// </summary>
internal static class OtherModels
{
    // How many independent measurements the class above counts for: a choice; with 2, 3 or 6 more of the data sets of docs/uncertainty.md
    // lie outside 70 to 90 %.
    private const double WorthOfAbove = 4;

    // Shapes of one kernel scatter alike, so a kernel of few shapes is as sure as if this many more had been measured: a choice, too.
    private const double WorthOfOwn = 5;

    /// <summary>
    /// Logarithms of the 10 % and 90 % quantiles of measured over predicted. Rows of one model miss together, so <c>n</c> rows of <c>m</c>
    /// models, <c>ρ</c> of whose variance lies between models, are worth <c>1/(ρ/m + (1 − ρ)/n)</c> independent ones (Kish's design
    /// effect). Their squares are averaged with those of the class above, which counts for four more, and pushed apart by Student's
    /// quantile over the normal one and by <c>√(1 + 1/n)</c>, since one more draw is asked for beside that many.
    /// </summary>
    /// <param name="rows">Model and logarithm of measured over predicted; at least one.</param>
    /// <param name="above">Quantiles of the class above; <see langword="null"/> at the top.</param>
    public static (double Low, double High) Quantiles(IReadOnlyList<(string Model, double Log)> rows, (double Low, double High)? above)
    {
        var worth = Worth(rows);
        var (low, high) = Own(rows);
        var prior = above is null ? 0 : WorthOfAbove;
        var apart = Apart(worth + prior);
        return (-apart * Mean(low, above?.Low ?? 0, worth, prior), apart * Mean(high, above?.High ?? 0, worth, prior));
    }

    /// <summary>The same for kernels of other shapes than the measured ones, of which the class above, other kernels, says nothing.</summary>
    /// <param name="rows">Shape and logarithm of measured over predicted; at least one.</param>
    public static (double Low, double High) OfShapes(IReadOnlyList<(string Shape, double Log)> rows)
    {
        var (low, high) = Own(rows);
        var apart = Apart(Worth(rows) + WorthOfOwn);
        return (apart * low, apart * high);
    }

    private static (double Low, double High) Own(IReadOnlyList<(string Model, double Log)> rows)
    {
        double[] sorted = [.. rows.Select(row => row.Log).Order()];
        return (Math.Min(0, ErrorStatistics.QuantileOfNext(sorted, 0.1)), Math.Max(0, ErrorStatistics.QuantileOfNext(sorted, 0.9)));
    }

    private static double Apart(double worth) =>
        StudentT.InvCDF(0, 1, Math.Max(1, worth - 1), 0.9) / EightyPercent.HalfWidth * Math.Sqrt(1 + (1 / worth));

    private static double Mean(double own, double above, double worth, double prior) =>
        Math.Sqrt(((worth * own * own) + (prior * above * above)) / (worth + prior));

    private static double Worth(IReadOnlyList<(string Model, double Log)> rows)
    {
        double[][] models = [.. rows.GroupBy(row => row.Model).Select(group => group.Select(row => row.Log).ToArray())];
        var total = rows.Select(row => row.Log).PopulationVariance();
        var within = models.Sum(logs => logs.PopulationVariance() * logs.Length) / rows.Count;
        var between = models.Length > 1 && total > 0 ? 1 - (within / total) : 1;
        return 1 / ((between / models.Length) + ((1 - between) / rows.Count));
    }
}
