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
            double before = 0,
                after = 0,
                covered = 0;
            var pairs = 0;
            foreach (
                var rows in table
                    .GroupBy(row => (row.Class, row.Group))
                    .Select(group => group.ToArray())
                    .Where(rows => rows.Length >= FewestRows)
            )
            {
                var spread = Spread
                    .Of(rows[0].Class, ResidualFit.NoModel, 0, 0)
                    .Sharing(Widening.SharedByModel(IntervalClass.InferenceQuantity(rows[0].Class)));
                double[] logs = [.. rows.Select(row => Math.Log(ResidualFit.Ratio(row)))];
                foreach (
                    var (i, j) in Enumerable
                        .Range(0, logs.Length)
                        .SelectMany(i => Enumerable.Range(0, logs.Length).Where(j => j != i).Select(j => (i, j)))
                )
                {
                    var (shift, left) = Spread.Learn(spread, StackDoubt.None, spread, StackDoubt.None, logs[i]);
                    var weight = 1.0 / (logs.Length - 1);
                    before += weight * Math.Abs(Math.Exp(-logs[j]) - 1);
                    after += weight * Math.Abs(Math.Exp(shift - logs[j]) - 1);
                    covered += left.Covers(Math.Exp(logs[j] - shift)) ? weight : 0;
                }

                pairs += logs.Length;
            }

            if (pairs > 0)
            {
                log.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{table.Key.Source[..Math.Min(60, table.Key.Source.Length)],-60} {table.Key.Metric,-27} {pairs,4} {100 * before / pairs,6:F1} {100 * after / pairs,6:F1} {100 * covered / pairs,4:F0}"
                    )
                );
            }
        }
    }
}
