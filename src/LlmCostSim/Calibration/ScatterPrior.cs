namespace LlmCostSim.Calibration;

/// <summary>
/// How many rows the class above counts for in a <see cref="ScatterTree"/>: the number under which groups that were left out are likeliest.
/// Large where sister classes scatter alike, small where each is its own.
/// </summary>
/// <remarks>Described in docs/uncertainty.md, "From few models to quantiles".</remarks>
internal static class ScatterPrior
{
    // The likelihood is flat around its maximum: half steps are as fine as it can tell.
    private const double Least = 1,
        Most = 16,
        Step = 0.5;

    // A class whose rows were all met has no density; none of the measured ones is met to a millionth.
    private const double Met = 1e-6;

    /// <summary>The likeliest number, and the mean logarithm of the density of the groups under it.</summary>
    /// <param name="tree">The classes.</param>
    /// <param name="tried">Told every number that was tried, and its mean logarithm.</param>
    /// <returns>Where no group can be left out, the least number, which gives the widest intervals, and 0.</returns>
    public static (double Worth, double LogLikelihood) Of(ScatterTree tree, Action<double, double>? tried = null)
    {
        (ScatterTree Left, ScatterRow[] Out)[] splits =
        [
            .. tree.Groups.Where(group => group.Key.Length > 0).Select(group => (tree.Without(group.Key), group.ToArray())),
        ];
        var best = (Worth: Least, LogLikelihood: double.NegativeInfinity);
        for (var worth = Least; worth <= Most; worth += Step)
        {
            var likelihood = splits.Length == 0 ? 0 : LogLikelihood(splits, worth);
            tried?.Invoke(worth, likelihood);
            if (likelihood > best.LogLikelihood)
            {
                best = (worth, likelihood);
            }
        }

        return best;
    }

    // Every group counts once in each of its classes, however many rows it has: they miss together.
    private static double LogLikelihood((ScatterTree Left, ScatterRow[] Out)[] splits, double worth)
    {
        var logs = new List<double>();
        foreach (var (left, rows) in splits)
        {
            var scatters = left.Of(worth);
            foreach (var members in rows.GroupBy(row => row.Class))
            {
                if (
                    IntervalClass.AndAbove(members.Key).FirstOrDefault(scatters.ContainsKey) is { } name
                    && scatters[name] is var scatter
                    && scatter.Below + scatter.Above > Met
                )
                {
                    logs.Add(members.Average(row => scatter.LogDensity(row.Log)));
                }
            }
        }

        return logs.Count == 0 ? 0 : logs.Average();
    }
}
