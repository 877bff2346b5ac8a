using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Training;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Tries one-point calibration on tables of measured training steps. The shipped constants have seen the tables, so each is predicted with
/// the constants of every other stack in turn, card by card, as for a user whose framework nobody measured; then each row in turn is the
/// one that the user has measured, and the others move by what it teaches.
/// </summary>
internal static class OnePoint
{
    private const int FewestRows = 5,
        MostRows = 120,
        MostPoints = 40;

    /// <summary>The tables of measured steps in files or folders.</summary>
    /// <param name="paths">Files and folders; those that hold no training steps are passed over.</param>
    public static IReadOnlyList<OnePointGroup> Of(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var steps = new TrainingRows(Catalogs(StackCatalog.Default));
        MeasuredRow[] rows =
        [
            .. MeasuredFile
                .ReadAll(paths)
                .SelectMany(file => file.Rows)
                .Where(row => steps.Takes(row) && RowLabels.Of(row) is { Scored: true, Measured: > 0 }),
        ];
        return
        [
            .. rows.GroupBy(row => (row.File.Name, Source: row.Text("source"), Metric: $"{row.Text("metric")} {row.Text("gpu")}"))
                .Where(group => group.Count() >= FewestRows)
                .Select(group => Try(group.Key.Name, group.Key.Source, group.Key.Metric, Thinned([.. group]))),
        ];
    }

    private static ValidationCatalogs Catalogs(StackCatalog stacks) => new(ModelCatalog.Default, HardwareCatalog.Default, stacks);

    private static MeasuredRow[] Thinned(MeasuredRow[] rows)
    {
        var every = (rows.Length + MostRows - 1) / MostRows;
        return [.. rows.Where((_, i) => i % every == 0)];
    }

    private static OnePointGroup Try(string file, string source, string metric, MeasuredRow[] rows)
    {
        var own = TrainingRowReader.Read(rows[0], Catalogs(StackCatalog.Default)).Stack.Id;
        double before = 0,
            after = 0,
            covered = 0;
        var others = 0;
        foreach (var other in StackCatalog.Default.Stacks.Where(stack => stack.Id != own))
        {
            // Every name stands for the other stack's constants, but for what its kernels fuse: that is a fact of the framework, not a fit.
            var stacks = StackCatalog.Default.Stacks.Aggregate(
                StackCatalog.Default,
                (catalog, stack) =>
                    catalog.With(other with { Id = stack.Id, Aliases = stack.Aliases, Fusion = stack.Fusion, Memory = stack.Memory })
            );
            var (errorBefore, errorAfter, within) = Errors(rows, Catalogs(stacks));
            (before, after, covered) = (before + errorBefore, after + errorAfter, covered + within);
            others++;
        }

        return new OnePointGroup(file, source, metric, rows.Length, before / others, after / others, covered / others);
    }

    private static (double Before, double After, double Covered) Errors(MeasuredRow[] rows, ValidationCatalogs catalogs)
    {
        var steps = new TrainingRows(catalogs);
        RowPrediction[] predictions = [.. rows.Select(steps.Predict)];
        StackDoubt[] doubts = [.. rows.Select(row => Doubt(TrainingRowReader.Read(row, catalogs)))];
        // Of times: rates are turned over.
        double[] logs = [.. predictions.Select((p, i) => Math.Log(RowLabels.Of(rows[i]).Measured!.Value / p.Value) * (p.IsRate ? -1 : 1))];
        Spread[] spreads =
        [
            .. predictions.Select(p =>
                Spread
                    .Of(NobodysStack(p.Nodes), RowPrediction.ModelOf(p.Group), p.Hidden, p.Nodes, Widening.OtherCluster)
                    .OfOtherStack(resolved: true)
            ),
        ];
        double after = 0,
            covered = 0;
        var points = 0;
        for (var i = 0; i < rows.Length; i += Math.Max(1, rows.Length / MostPoints))
        {
            foreach (var j in Enumerable.Range(0, rows.Length).Where(j => j != i))
            {
                var (shift, left) = Spread.Learn(spreads[i], doubts[i], spreads[j], doubts[j], logs[i]);
                after += Math.Abs(Math.Exp(shift - logs[j]) - 1);
                covered += left.Covers(Math.Exp(logs[j] - shift)) ? 1 : 0;
                points++;
            }
        }

        return (logs.Average(log => Math.Abs(Math.Exp(-log) - 1)), after / points, covered / points);
    }

    // The class of steps of a stack that was not measured.
    private static string NobodysStack(int nodes) => IntervalClass.Time("", nodes);

    private static StackDoubt Doubt(TrainingCase job)
    {
        var estimator = new TrainingEstimator(job.Model, job.Cluster, job.Stack);
        return StackDoubt.Of(
            job.Stack,
            job.Cluster.Accelerator,
            stack => estimator.With(stack).Estimate(job.Strategy, job.Workload).Step.Total.TotalSeconds
        );
    }
}
