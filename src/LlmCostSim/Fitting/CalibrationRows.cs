using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Training;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>The measured rows of a calibration, each known to be predictable; predicts them all for a candidate set of constants.</summary>
internal sealed class CalibrationRows
{
    private readonly Accelerator accelerator;
    private readonly ModelCatalog models;
    private readonly string[] names;
    private (GemmConstants Gemm, AttentionConstants Attention, CollectiveConstants Collectives, ElementwiseConstants Elementwise)? prepared;
    private (TrainingMetric Metric, TrainingCase Case, TrainingEstimator Estimator)?[] steps = [];

    private CalibrationRows(
        Accelerator accelerator,
        ModelCatalog models,
        IReadOnlyList<MeasuredRow> rows,
        IReadOnlyList<double> measured,
        CalibrationState start,
        IReadOnlyList<string> ignored
    )
    {
        this.accelerator = accelerator;
        this.models = models;
        (Rows, Measured, Start, Ignored) = (rows, measured, start, ignored);
        names = [.. rows.Select(row => row.Text("gpu")).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The rows, in the order of the files.</summary>
    public IReadOnlyList<MeasuredRow> Rows { get; }

    /// <summary>What they measured, in each row's unit.</summary>
    public IReadOnlyList<double> Measured { get; }

    /// <summary>The constants in use before.</summary>
    public CalibrationState Start { get; }

    /// <summary>What of the files was left out, with file and reason: rows that tell nothing of a step's time, models without a shape.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>Reads files; every row that should tell a constant and cannot be used is a problem with its file and line.</summary>
    /// <exception cref="InvalidInputException">There is a problem, or no row at all.</exception>
    public static CalibrationRows Read(IEnumerable<MeasuredFile> files, Accelerator accelerator)
    {
        var problems = new InputProblems();
        var ignored = new List<string>();
        MeasuredFile[] all = [.. files];
        var models = all.Where(file => file.Kind == MeasuredKind.Architectures)
            .Aggregate(ModelCatalog.Default, (catalog, file) => ArchitectureTable.AddTo(catalog, file, ignored));
        var (rows, measured) = (new List<MeasuredRow>(), new List<double>());
        foreach (var file in all.Where(file => file.Kind != MeasuredKind.Architectures))
        {
            if (!IsTimed(file.Kind))
            {
                problems.Add(
                    $"{file.Name}:1",
                    $"the columns are not those of measured multiplies, attention, collectives, memory-bound kernels or training steps{MeasuredKinds.Lacking(file)}"
                );
                continue;
            }

            foreach (var row in file.Rows.Where(row => !TellsNoTime(row)))
            {
                Add(row, accelerator, rows, measured, problems);
            }

            // Times say nothing of memory; such rows may stand beside the others.
            ignored.AddRange(
                file.Rows.Where(TellsNoTime)
                    .GroupBy(row => row.Text("metric"))
                    .Select(group => $"{file.Name}: {group.Count()} rows of '{group.Key}', which tells nothing of a step's time")
            );
        }

        if (rows.Count == 0 && !problems.Any)
        {
            problems.Add("--data", "there are no measured rows");
        }

        var start = CalibrationState.Of(accelerator) with { Stacks = StacksOf(rows, accelerator) };
        var read = new CalibrationRows(accelerator, models, rows, measured, start, ignored);
        read.Check(problems);
        problems.ThrowIfAny();
        return read;
    }

    /// <summary>Predicts every row.</summary>
    /// <param name="state">Candidate constants.</param>
    /// <param name="predictions">One value a row, in its unit.</param>
    public void Predict(CalibrationState state, Span<double> predictions)
    {
        var predictors = RowPredictors.All(Catalogs(state));
        var steps = Steps(state);
        for (var i = 0; i < Rows.Count; i++)
        {
            predictions[i] = steps[i] is var (metric, step, estimator)
                ? metric.Value(
                    estimator
                        .With(state.Stacks.First(stack => stack.Id == step.Stack.Id))
                        .Estimate(step.Strategy, step.Workload, causalHalved: false),
                    step.Cluster
                )
                : predictors.First(predictor => predictor.Takes(Rows[i])).Predict(Rows[i]).Value;
        }
    }

    // Preparing the kernels of a step costs more than the step: kept while only the stacks change.
    private (TrainingMetric Metric, TrainingCase Case, TrainingEstimator Estimator)?[] Steps(CalibrationState state)
    {
        var key = (state.Gemm, state.Attention, state.Collectives, state.Elementwise);
        if (
            prepared is not { } known
            || !ReferenceEquals(known.Gemm, key.Gemm)
            || !ReferenceEquals(known.Attention, key.Attention)
            || !ReferenceEquals(known.Collectives, key.Collectives)
            || !ReferenceEquals(known.Elementwise, key.Elementwise)
        )
        {
            prepared = key;
            var catalogs = Catalogs(state);
            steps =
            [
                .. Rows.Select(row =>
                    row.File.Kind == MeasuredKind.Training && TrainingMetrics.Of(row) is { } metric
                        ? Prepare(metric, TrainingRowReader.Read(row, catalogs))
                        : ((TrainingMetric, TrainingCase, TrainingEstimator)?)null
                ),
            ];
        }

        return steps;
    }

    private static (TrainingMetric Metric, TrainingCase Case, TrainingEstimator Estimator) Prepare(
        TrainingMetric metric,
        TrainingCase step
    ) => (metric, step, new TrainingEstimator(step.Model, step.Cluster, step.Stack));

    // The candidate under its own name and every name that the rows use for it.
    private ValidationCatalogs Catalogs(CalibrationState state)
    {
        var candidate = accelerator with { Aliases = [.. accelerator.Aliases, .. names], Constants = state.Constants() };
        var stacks = state.Stacks.Aggregate(StackCatalog.Default, (catalog, stack) => catalog.With(stack));
        return new ValidationCatalogs(models, HardwareCatalog.Default.With(candidate), stacks) { Assumed = candidate };
    }

    private static bool IsTimed(MeasuredKind kind) =>
        kind
            is MeasuredKind.Gemm
                or MeasuredKind.AttentionPrefill
                or MeasuredKind.AttentionDecode
                or MeasuredKind.OperatorEfficiency
                or MeasuredKind.Collective
                or MeasuredKind.Elementwise
                or MeasuredKind.Training;

    private static bool TellsNoTime(MeasuredRow row) => row.File.Kind == MeasuredKind.Training && TrainingMetrics.Of(row) is null;

    private static void Add(MeasuredRow row, Accelerator accelerator, List<MeasuredRow> rows, List<double> measured, InputProblems problems)
    {
        if (OtherCard(row.Text("gpu"), accelerator) is { } other)
        {
            problems.Add(row.Place, $"gpu '{row.Text("gpu")}' is {other.Id}, not {accelerator.Id}");
            return;
        }

        var label = RowLabels.Of(row);
        if (label.Measured is not { } value || !(value > 0))
        {
            problems.Add(row.Place, "the measured value is not a number above 0");
            return;
        }

        rows.Add(row);
        measured.Add(value);
    }

    // A name that the catalogue does not know is the user's own name for the card.
    private static Accelerator? OtherCard(string name, Accelerator accelerator) =>
        HardwareCatalog.Default.Find(name) is { } known
        && known.Id != accelerator.Id
        && (known.Kernels.Chip != accelerator.Kernels.Chip || known.Kernels.IsTransferred != accelerator.Kernels.IsTransferred)
            ? known
            : null;

    // As they are on this accelerator: the file that is written is for it alone.
    private static SoftwareStack[] StacksOf(IEnumerable<MeasuredRow> rows, Accelerator accelerator) =>
        [
            .. rows.Where(row => row.File.Kind == MeasuredKind.Training)
                .Select(row => StackCatalog.Default.Find(row.Text("framework")))
                .OfType<SoftwareStack>()
                .DistinctBy(stack => stack.Id)
                .Select(stack => stack with { Training = stack.Training.On(accelerator) with { Accelerators = [] } })
                .OrderBy(stack => stack.Id, StringComparer.Ordinal),
        ];

    private void Check(InputProblems problems)
    {
        var predictors = RowPredictors.All(Catalogs(Start));
        var said = new HashSet<(MeasuredFile, string)>();
        foreach (var row in Rows)
        {
            try
            {
                if (predictors.First(predictor => predictor.Takes(row)).Predict(row).Value is not (> 0 and < double.PositiveInfinity))
                {
                    problems.Add(row.Place, "the prediction is no finite number above 0");
                }
            }
            catch (UnpredictableRowException problem) when (problem.OfTheFile)
            {
                if (said.Add((row.File, problem.Message)))
                {
                    problems.Add($"{row.File.Name}:1", problem.Message);
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                problems.Add(row.Place, UnpredictableRowException.ReasonOf(problem));
            }
        }
    }
}
