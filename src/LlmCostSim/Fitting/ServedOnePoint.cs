using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// What one measured run of a model on an engine teaches about the other runs of both, predicted with constants that have not seen the
/// model.
/// </summary>
internal static class ServedOnePoint
{
    private const int FewestRows = 5;

    /// <summary>Writes one line per source, quantity and load.</summary>
    /// <param name="unseen">Rows predicted without their models.</param>
    /// <param name="log">Receives the table.</param>
    public static void Write(IReadOnlyList<ValidatedRow> unseen, TextWriter log)
    {
        log.WriteLine(
            "one measured run of the same model and engine: mean error of the others, % before, after; % within the interval left"
        );
        foreach (
            var table in unseen
                .Where(row => ResidualFit.Counts(row) && IntervalClass.InferenceQuantity(row.Class).Length > 0)
                .GroupBy(row => (row.Source, row.Metric))
        )
        {
            ValidatedRow[][] runs =
            [
                .. table.GroupBy(row => (row.Class, row.Group)).Select(group => group.ToArray()).Where(rows => rows.Length >= FewestRows),
            ];
            if (runs.Length == 0)
            {
                continue;
            }

            var count = runs.Sum(rows => rows.Length);
            var (before, after, covered) = Sum(runs.Select(Try));
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.Key.Source[..Math.Min(60, table.Key.Source.Length)],-60} {table.Key.Metric,-27} {count,4} {100 * before / count,6:F1} {100 * after / count,6:F1} {100 * covered / count,4:F0}"
                )
            );
        }
    }

    // Runs of one model on one engine: each in turn is the one that was measured, all that it teaches counts as one run.
    private static (double Before, double After, double Covered) Try(ValidatedRow[] rows)
    {
        var spread = Spread
            .Of(rows[0].Class, ResidualFit.NoModel, 0, 0)
            .Sharing(Widening.SharedByModel(IntervalClass.InferenceQuantity(rows[0].Class)));
        double[] logs = [.. rows.Select(row => Math.Log(ResidualFit.Ratio(row)))];
        var weight = 1.0 / (logs.Length - 1);
        double before = 0,
            after = 0,
            covered = 0;
        for (var i = 0; i < logs.Length; i++)
        {
            var (shift, left) = Spread.Learn(spread, StackDoubt.None, spread, StackDoubt.None, logs[i]);
            for (var j = 0; j < logs.Length; j++)
            {
                if (j != i)
                {
                    before += weight * Math.Abs(Math.Exp(-logs[j]) - 1);
                    after += weight * Math.Abs(Math.Exp(shift - logs[j]) - 1);
                    covered += left.Covers(Math.Exp(logs[j] - shift)) ? weight : 0;
                }
            }
        }

        return (before, after, covered);
    }

    private static (double Before, double After, double Covered) Sum(IEnumerable<(double Before, double After, double Covered)> parts) =>
        parts.Aggregate((sum, part) => (sum.Before + part.Before, sum.After + part.After, sum.Covered + part.Covered));
}
