using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Fits host time per step to profiles of an engine's host and writes the engine's JSON again, after <see cref="InferenceRefit"/> has
/// written what all engines have in common.
/// </summary>
internal static class HostOverheadRefit
{
    /// <summary>Fits.</summary>
    /// <param name="file">Measured host times.</param>
    /// <param name="project">Folder of the library's project, whose JSON is written.</param>
    /// <param name="log">Receives the error.</param>
    public static void Run(MeasuredFile file, string project, TextWriter log)
    {
        List<MeasuredRow> rows = [.. file.Rows.Where(row => HostOverheadRows.Measured(row) > 0)];
        var plan = InferenceFitStep.HostOverhead;
        var engine = EngineCatalog.Default.Get(plan.Engine);
        var (_, fit) = KnobFit.Run(
            engine,
            EngineConstantTable.All.Knobs(plan.Constants),
            [.. rows.Select(row => HostOverheadRows.Measured(row) ?? 0)],
            (changed, predictions) =>
            {
                for (var i = 0; i < rows.Count; i++)
                {
                    predictions[i] = 1e3 * HostOverheadRows.Seconds(changed, rows[i]);
                }
            }
        );
        var path = ProjectFiles.Engine(project, plan.Engine);
        var error = (100 * fit.MeanAbsolutePercentageError).ToString("F1", CultureInfo.InvariantCulture);
        log.WriteLine($"{plan.Engine}: {plan.Rows}: {rows.Count} rows, {error} %");
        var names = string.Join(", ", plan.Constants.Select(constant => constant.Name));
        File.WriteAllText(
            path,
            EngineConstantsWriter.Update(
                File.ReadAllText(path),
                plan.Constants.Select((constant, i) => (constant.Name, fit.Values[i])),
                $"{names} fitted to {rows.Count} rows ({plan.Rows}), mean absolute error {error} %"
            )
        );
    }
}
