using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>Fits the constants of the inference engines to the measured runs of <c>inference.csv</c> and writes the engines' JSON again.</summary>
internal static class InferenceRefit
{
    /// <summary>Fits all engines.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="project">Folder of the library's project, whose JSON is written.</param>
    /// <param name="log">Receives the errors.</param>
    public static void Run(string measured, string project, TextWriter log)
    {
        var rows = Rows(measured);
        foreach (var steps in InferenceFitStep.All.GroupBy(step => step.Engine))
        {
            var path = Path.Combine(project, "Stacks", "Data", "engines", steps.Key + ".json");
            var json = EngineConstantsWriter.WithoutOrigin(File.ReadAllText(path));
            Fit(steps, rows, (step, own, fit) =>
            {
                var error = (100 * fit.MeanAbsolutePercentageError).ToString("F1", CultureInfo.InvariantCulture);
                log.WriteLine($"{step.Engine}: {step.Rows}: {own} rows, {error} %");
                json = EngineConstantsWriter.Update(json, fit, $"{string.Join(", ", step.Constants.Select(constant => constant.Name))} fitted to {own} rows ({step.Rows}), mean absolute error {error} %");
            });
            File.WriteAllText(path, json);
        }

        HostOverheadRefit.Run(Path.Combine(measured, "host_overhead_a100.csv"), project, log);
    }

    /// <summary>The shipped engines, each fitted again to a part of its measured runs; steps without rows enough leave their constants as they are.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="groups">Groups of rows (<see cref="InferenceMeasurement.Group"/>) that the fits must not see, by part.</param>
    public static IReadOnlyList<EngineCatalog> FitWithout(string measured, IReadOnlyList<IReadOnlySet<string>> groups)
    {
        var rows = Rows(measured);
        return
        [
            .. groups.Select(unseen => InferenceFitStep.All.GroupBy(step => step.Engine).Aggregate(
                EngineCatalog.Default,
                (catalog, steps) => catalog.With(Fit(steps, [.. rows.Where(row => !unseen.Contains(row.Run.Group))], static (_, _, _) => { })))),
        ];
    }

    private static InferenceEngine Fit(IGrouping<string, InferenceFitStep> steps, List<(string Source, InferenceMeasurement Run)> rows, Action<InferenceFitStep, int, FitResult> log)
    {
        var engine = EngineCatalog.Default.Get(steps.Key);
        foreach (var step in steps)
        {
            List<InferenceMeasurement> own = [.. rows
                .Where(row => row.Run.Engine.Id == step.Engine && step.Metrics.Contains(row.Run.Metric) && row.Source.StartsWith(step.Source, StringComparison.Ordinal))
                .Select(row => row.Run with { Engine = engine })];
            if (own.Count >= step.Constants.Length)
            {
                var fit = InferenceFit.Fit(own, step.Constants);
                engine = InferenceFit.Apply(engine, step.Constants, [.. fit.Values]);
                log(step, own.Count, fit);
            }
        }

        return engine;
    }

    private static List<(string Source, InferenceMeasurement Run)> Rows(string measured)
    {
        var models = ArchitectureTable.AddTo(ModelCatalog.Default, MeasuredFile.Read(Path.Combine(measured, "architectures.csv")), []);
        return Rows(MeasuredFile.Read(Path.Combine(measured, "inference.csv")), new InferenceMeasurements(new ValidationCatalogs(models, HardwareCatalog.Default, StackCatalog.Default)));
    }

    // Fully stated runs that are possible at all.
    private static List<(string Source, InferenceMeasurement Run)> Rows(MeasuredFile file, InferenceMeasurements maker)
    {
        var rows = new List<(string Source, InferenceMeasurement Run)>();
        foreach (var row in file.Rows.Where(row => row.Text("fully_stated") == "yes" && row.Number("value_si") > 0 && !row.Text("metric").StartsWith("weights", StringComparison.Ordinal)))
        {
            try
            {
                var run = maker.Of(row);
                if (run.WeightsPerGpu <= run.Accelerator.UsableMemory && !run.IsImpossible)
                {
                    rows.Add((row.Text("source"), run));
                }
            }
            catch (UnpredictableRowException)
            {
                // What cannot be predicted cannot be fitted either; validate lists these rows with their reasons.
            }
        }

        return rows;
    }
}
