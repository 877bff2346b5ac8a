using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>
/// Tries one-point calibration on tables of measured training steps. The shipped constants have seen the tables, so each is predicted with the constants of every other
/// stack in turn, card by card, as for a user whose framework nobody measured; then each row in turn is the one that the user has measured, and the others move by what it teaches.
/// </summary>
public static class OnePoint
{
    private const int FewestRows = 5, MostRows = 120, MostPoints = 40;

    /// <summary>The tables of measured steps in files or folders.</summary>
    /// <param name="paths">Files and folders; those that hold no training steps are passed over.</param>
    public static IReadOnlyList<OnePointGroup> Of(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var steps = new TrainingRows(Catalogs(StackCatalog.Default));
        MeasuredRow[] rows =
        [
            .. paths.SelectMany(FilesOf)
                .Select(MeasuredFile.Read)
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

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal) : [path];

    private static ValidationCatalogs Catalogs(StackCatalog stacks) => new(ModelCatalog.Default, HardwareCatalog.Default, stacks);

    private static MeasuredRow[] Thinned(MeasuredRow[] rows)
    {
        var every = (rows.Length + MostRows - 1) / MostRows;
        return [.. rows.Where((_, i) => i % every == 0)];
    }

    private static OnePointGroup Try(string file, string source, string metric, MeasuredRow[] rows)
    {
        var own = TrainingRowReader.Read(rows[0], Catalogs(StackCatalog.Default)).Stack.Id;
        double before = 0, after = 0;
        var others = 0;
        foreach (var other in StackCatalog.Default.Stacks.Where(stack => stack.Id != own))
        {
            // Every name stands for the other stack's constants, but for what its kernels fuse: that is a fact of the framework, not a fit.
            var stacks = StackCatalog.Default.Stacks.Aggregate(StackCatalog.Default, (catalog, stack) =>
                catalog.With(other with { Id = stack.Id, Aliases = stack.Aliases, Fusion = stack.Fusion, Memory = stack.Memory }));
            var (errorBefore, errorAfter) = Errors(rows, new TrainingRows(Catalogs(stacks)));
            (before, after) = (before + errorBefore, after + errorAfter);
            others++;
        }

        return new OnePointGroup(file, source, metric, rows.Length, before / others, after / others);
    }

    private static (double Before, double After) Errors(MeasuredRow[] rows, TrainingRows predictor)
    {
        RowPrediction[] predictions = [.. rows.Select(predictor.Predict)];
        // Of times: rates are turned over.
        double[] logs = [.. predictions.Select((p, i) => Math.Log(RowLabels.Of(rows[i]).Measured!.Value / p.Value) * (p.IsRate ? -1 : 1))];
        double after = 0;
        var points = 0;
        for (var i = 0; i < rows.Length; i += Math.Max(1, rows.Length / MostPoints))
        {
            var (shift, _) = Spread.Of(predictions[i].Class!, 0, predictions[i].Hidden, predictions[i].Nodes, otherStack: true).Learn(logs[i]);
            after += Enumerable.Range(0, rows.Length).Where(j => j != i).Average(j => Math.Abs(Math.Exp(shift - logs[j]) - 1));
            points++;
        }

        return (logs.Average(log => Math.Abs(Math.Exp(-log) - 1)), after / points);
    }
}
