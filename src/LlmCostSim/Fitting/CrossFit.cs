using LlmCostSim.Calibration;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Predicts measured training steps and inference runs with constants that have not seen their models: the models of each stack and engine
/// are dealt out to a few parts, and each part is predicted with constants that were fitted to the others. What such predictions miss is
/// what a user with another model has to expect; what fitted rows miss flatters.
/// </summary>
internal static class CrossFit
{
    /// <summary>Parts. Where a stack has no more models than that, every model is left out alone.</summary>
    private const int Parts = 4;

    private static readonly string[] Files = [MeasuredFolder.Architectures, MeasuredFolder.Training, MeasuredFolder.Inference];

    /// <summary>
    /// The rows of a report that depend on fitted constants of a stack or engine, predicted with constants that have not seen their model.
    /// </summary>
    /// <param name="measured">Folder with <c>training.csv</c> and <c>inference.csv</c>.</param>
    /// <param name="report">Predictions of all rows by the shipped constants.</param>
    public static IReadOnlyList<ValidatedRow> Rows(string measured, ValidationReport report)
    {
        var part = Deal(report.Rows, Parts);
        var steps = TrainingFitRows.Read(MeasuredFolder.Read(measured, MeasuredFolder.Training));
        var engines = InferenceRefit.FitWithout(
            measured,
            [.. Enumerable.Range(0, Parts).Select(i => part.Where(entry => entry.Value == i).Select(entry => entry.Key).ToHashSet())]
        );
        var unseen = new List<ValidatedRow>();
        for (var i = 0; i < Parts; i++)
        {
            var stacks = TrainingFit.FitTo(steps, row => part.GetValueOrDefault(row.Group, -1) != i);
            var predicted = new Validator(stacks, engines[i]).Validate([.. Files.Select(name => Path.Combine(measured, name))]);
            unseen.AddRange(predicted.Rows.Where(row => row.HasFittedConstants && part.GetValueOrDefault(row.Group, -1) == i));
        }

        return unseen;
    }

    /// <summary>Deals the groups of each owner (<c>owner/model</c>) out in the order of their names.</summary>
    /// <param name="rows">Rows with their groups.</param>
    /// <param name="parts">Number of parts.</param>
    public static Dictionary<string, int> Deal(IEnumerable<ValidatedRow> rows, int parts) =>
        rows.Select(row => row.Group)
            .Where(group => group.Contains('/', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .GroupBy(group => group[..group.IndexOf('/', StringComparison.Ordinal)])
            .SelectMany(owner => owner.Order(StringComparer.Ordinal).Select((group, i) => (Group: group, Part: i % parts)))
            .ToDictionary(entry => entry.Group, entry => entry.Part, StringComparer.Ordinal);
}
