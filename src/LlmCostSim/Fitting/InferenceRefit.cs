using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Fits the constants of the inference engines to the measured runs of <c>inference.csv</c> and writes the engines' JSON again.
/// </summary>
internal static class InferenceRefit
{
    /// <summary>Fits all engines.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="project">Folder of the library's project, whose JSON is written.</param>
    /// <param name="log">Receives the errors.</param>
    public static void Run(string measured, string project, TextWriter log)
    {
        var leftOut = new List<(string Place, string Reason)>();
        var rows = Rows(measured, leftOut);
        foreach (var group in leftOut.GroupBy(row => row.Reason, StringComparer.Ordinal))
        {
            log.WriteLine($"left out: {group.Key}: {string.Join(", ", group.Select(row => row.Place))}");
        }

        var json = new Dictionary<string, string>(StringComparer.Ordinal);
        Fit(
            rows,
            (fittedTo, fitted) =>
            {
                var path = ProjectFiles.Engine(project, fittedTo.Engine);
                var known = json.TryGetValue(path, out var text) ? text : EngineConstantsWriter.WithoutOrigin(File.ReadAllText(path));
                var error = (100 * fitted.Error).ToString("F1", CultureInfo.InvariantCulture);
                log.WriteLine($"{fittedTo.Engine}: {fittedTo.Rows}: {fitted.Rows} rows, {error} %");
                json[path] = EngineConstantsWriter.Update(known, fitted.Constants, Origin(fitted, fittedTo.Rows, error));
            }
        );
        foreach (var (path, text) in json)
        {
            File.WriteAllText(path, text);
        }

        LogLeftOut(rows, log);
        HostOverheadRefit.Run(MeasuredFolder.Read(measured, MeasuredFolder.HostOverhead), project, log);
    }

    // What an engine's own rows have set, and what those of all engines fitted together have.
    private static string Origin(FittedEngine fitted, string rows, string error)
    {
        var own = fitted.Rows == 0 ? [] : fitted.Constants.Where(constant => !fitted.Common.Contains(constant.Name)).ToArray();
        var common = Names(fitted.Constants.Except(own));
        var shared = common.Length == 0 ? "" : $"{common}{EngineConstantsWriter.CommonValues}";
        return fitted.Rows == 0 ? $"{shared} ({rows})"
            : own.Length == 0 ? $"{shared}, mean absolute error of {fitted.Rows} rows of its own ({rows}) {error} %"
            : $"{Names(own)} fitted to {fitted.Rows} rows ({rows}), mean absolute error {error} %{(shared.Length == 0 ? "" : $", {shared}")}";
    }

    private static string Names(IEnumerable<(string Name, double Value)> constants) =>
        string.Join(", ", constants.Select(constant => constant.Name));

    /// <summary>The shipped engines, each fitted again to a part of the measured runs.</summary>
    /// <param name="measured">Folder of measured rows.</param>
    /// <param name="groups">Groups of rows (<see cref="InferenceMeasurement.Group"/>) that the fits must not see, by part.</param>
    public static IReadOnlyList<EngineCatalog> FitWithout(string measured, IReadOnlyList<IReadOnlySet<string>> groups)
    {
        var rows = Rows(measured, []);
        return
        [
            .. groups.Select(unseen =>
                Fit([.. rows.Where(row => !unseen.Contains(row.Run.Group))])
                    .Values.Aggregate(EngineCatalog.Default, (catalog, engine) => catalog.With(engine))
            ),
        ];
    }

    /// <summary>Errors of every model predicted by constants that no run of it, on whichever engine, has been fitted to.</summary>
    private static void LogLeftOut(List<(string Source, InferenceMeasurement Run)> rows, TextWriter log)
    {
        var errors = new List<(string Engine, InferenceMetric Metric, double Error)>();
        var fitted = rows.Where(row => InferenceFitStep.All.Any(step => step.Engines.Any(engine => engine.Takes(row.Source, row.Run))))
            .ToList();
        foreach (var model in fitted.GroupBy(row => row.Run.Label))
        {
            // Fits of engines that never saw the model are as they are.
            var concerned = InferenceFitStep
                .All.Where(step => step.Engines.Any(engine => model.Any(row => engine.Takes(row.Source, row.Run))))
                .SelectMany(step => step.Engines)
                .Select(engine => engine.Engine)
                .ToHashSet();
            var engines = Fit([.. rows.Where(row => row.Run.Label != model.Key && concerned.Contains(row.Run.Engine.Id))]);
            errors.AddRange(
                model.Select(row =>
                    (row.Run.Engine.Id, row.Run.Metric, Math.Abs((row.Run.Predict(engines[row.Run.Engine.Id]) / row.Run.Measured) - 1))
                )
            );
        }

        foreach (var group in errors.GroupBy(error => (error.Engine, error.Metric)))
        {
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Key.Engine}: {group.Key.Metric} of models left out: {group.Count()} rows, {100 * group.Average(error => error.Error):F1} %"
                )
            );
        }
    }

    // Fits begin at the constants' starts, not at what shipped before.
    private static Dictionary<string, InferenceEngine> Fit(
        List<(string Source, InferenceMeasurement Run)> rows,
        Action<FittedRows, FittedEngine>? log = null
    )
    {
        var engines = InferenceFitStep
            .All.SelectMany(step => step.Engines)
            .Select(fittedTo => fittedTo.Engine)
            .Distinct()
            .ToDictionary(id => id, Start, StringComparer.Ordinal);
        foreach (var step in InferenceFitStep.All)
        {
            List<InferenceMeasurement> own =
            [
                .. step.Engines.SelectMany(fittedTo => rows.Where(row => fittedTo.Takes(row.Source, row.Run))).Select(row => row.Run),
            ];
            if (own.Count == 0)
            {
                continue;
            }

            foreach (
                var (fittedTo, fitted) in step.Engines.Zip(
                    InferenceFit.Fit(own, [.. step.Engines.Select(fittedTo => engines[fittedTo.Engine])], step.Shared, step.Own)
                )
            )
            {
                engines[fittedTo.Engine] = fitted.Engine;
                log?.Invoke(fittedTo, fitted);
            }
        }

        return engines;
    }

    private static InferenceEngine Start(string id)
    {
        var constants = InferenceFitStep.All.SelectMany(step => step.ConstantsOf(id));
        return KnobFit.AtStart(EngineCatalog.Default.Get(id), EngineConstantTable.All.Knobs(constants));
    }

    // Fully stated runs that are possible at all.
    private static List<(string Source, InferenceMeasurement Run)> Rows(string measured, List<(string Place, string Reason)> leftOut)
    {
        var models = ArchitectureTable.AddTo(ModelCatalog.Default, MeasuredFolder.Read(measured, MeasuredFolder.Architectures), []);
        var maker = new InferenceMeasurements(new ValidationCatalogs(models, HardwareCatalog.Default, StackCatalog.Default));
        var rows = new List<(string Source, InferenceMeasurement Run)>();
        foreach (var row in MeasuredFolder.Read(measured, MeasuredFolder.Inference).Rows.Where(IsStated))
        {
            try
            {
                var run = maker.Of(row);
                if (run.WeightsPerGpu > run.Accelerator.UsableMemory)
                {
                    leftOut.Add((row.Place, "its weights do not fit"));
                }
                else if (run.IsImpossible)
                {
                    leftOut.Add((row.Place, "beyond what physics allows"));
                }
                else
                {
                    rows.Add((row.Text("source"), run));
                }
            }
            catch (UnpredictableRowException problem)
            {
                leftOut.Add((row.Place, problem.Message));
            }
        }

        return rows;
    }

    private static bool IsStated(MeasuredRow row) =>
        row.Text("fully_stated") == "yes"
        && row.Number("value_si") > 0
        && !row.Text("metric").StartsWith("weights", StringComparison.Ordinal);
}
