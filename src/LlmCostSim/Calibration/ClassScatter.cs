using LlmCostSim.Statistics;
using MathNet.Numerics.Statistics;

namespace LlmCostSim.Calibration;

/// <summary>
/// How far the measured rows of one class lie from their predictions, as standard deviations of the normal distributions that would have
/// the same 80 %.
/// </summary>
/// <param name="Rows">Measured rows.</param>
/// <param name="Worth">
/// How many independent rows they are worth: rows of one group miss together, so <c>n</c> rows of <c>m</c> groups, <c>ρ</c> of whose
/// variance lies between groups, are worth <c>1/(ρ/m + (1 − ρ)/n)</c> (Kish's design effect).
/// </param>
/// <param name="Both">Of both sides together: from the 80 % quantile of the absolute logarithms.</param>
/// <param name="Below">Of measurements below the prediction: from their 10 % quantile; 0 or more.</param>
/// <param name="Above">Of measurements above it: from their 90 % quantile; 0 or more.</param>
/// <remarks>Described in docs/uncertainty.md, "From few models to quantiles".</remarks>
internal readonly record struct ClassScatter(int Rows, double Worth, double Both, double Below, double Above)
{
    /// <summary>The scatter of some rows.</summary>
    /// <param name="rows">At least one.</param>
    public static ClassScatter Of(IReadOnlyList<ScatterRow> rows)
    {
        double[] sorted = [.. rows.Select(row => row.Log).Order()],
            sizes = [.. rows.Select(row => Math.Abs(row.Log)).Order()];
        return new ClassScatter(
            rows.Count,
            WorthOf(rows),
            ErrorStatistics.QuantileOfNext(sizes, 0.8) / EightyPercent.HalfWidth,
            Math.Max(0, -ErrorStatistics.QuantileOfNext(sorted, 0.1)) / EightyPercent.HalfWidth,
            Math.Max(0, ErrorStatistics.QuantileOfNext(sorted, 0.9)) / EightyPercent.HalfWidth
        );
    }

    private static double WorthOf(IReadOnlyList<ScatterRow> rows)
    {
        double[][] groups = [.. rows.GroupBy(row => row.Group).Select(group => group.Select(row => row.Log).ToArray())];
        var total = rows.Select(row => row.Log).PopulationVariance();
        var within = groups.Sum(logs => logs.PopulationVariance() * logs.Length) / rows.Count;
        var between = groups.Length > 1 && total > 0 ? 1 - (within / total) : 1;
        return 1 / ((between / groups.Length) + ((1 - between) / rows.Count));
    }
}
