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
        var models = ArchitectureTable.AddTo(ModelCatalog.Default, MeasuredFile.Read(Path.Combine(measured, "architectures.csv")), []);
        var maker = new InferenceMeasurements(new ValidationCatalogs(models, HardwareCatalog.Default, StackCatalog.Default));
        var rows = Rows(MeasuredFile.Read(Path.Combine(measured, "inference.csv")), maker);
        foreach (var steps in InferenceFitStep.All.GroupBy(step => step.Engine))
        {
            var path = Path.Combine(project, "Stacks", "Data", "engines", steps.Key + ".json");
            var engine = EngineCatalog.Default.Get(steps.Key);
            var json = EngineConstantsWriter.WithoutOrigin(File.ReadAllText(path));
            foreach (var step in steps)
            {
                List<InferenceMeasurement> own = [.. rows
                    .Where(row => row.Run.Engine.Id == step.Engine && step.Metrics.Contains(row.Run.Metric) && row.Source.StartsWith(step.Source, StringComparison.Ordinal))
                    .Select(row => row.Run with { Engine = engine })];
                var fit = InferenceFit.Fit(own, step.Constants);
                engine = InferenceFit.Apply(engine, step.Constants, [.. fit.Values]);
                var error = (100 * fit.MeanAbsolutePercentageError).ToString("F1", CultureInfo.InvariantCulture);
                log.WriteLine($"{step.Engine}: {step.Rows}: {own.Count} rows, {error} %");
                json = EngineConstantsWriter.Update(json, fit, $"{string.Join(", ", step.Constants.Select(constant => constant.Name))} fitted to {own.Count} rows ({step.Rows}), mean absolute error {error} %");
            }

            File.WriteAllText(path, json);
        }
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
                if (run.WeightsPerGpu <= run.Accelerator.UsableMemory)
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
