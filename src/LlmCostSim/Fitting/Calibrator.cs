using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Statistics;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Fits an accelerator's kernel constants, and the constants of software stacks, to a user's own measurements. Starts from the constants in
/// use now, which are also the centre of a prior: where rows are few or silent, they stay.
/// </summary>
/// <example><code>CalibrationResult mine = Calibrator.Run(HardwareCatalog.Default.Get("A100-SXM-80GB"), "my-a100", ["my.csv"]);</code></example>
public static class Calibrator
{
    private const int Folds = 5,
        FewestToKeepBack = 10,
        MostToKeepBack = 5000;

    /// <summary>Fits.</summary>
    /// <param name="accelerator">The accelerator that was measured, with its facts and the constants in use now.</param>
    /// <param name="id">Id of the calibrated accelerator.</param>
    /// <param name="paths">CSV files of measured multiplies, attention, collectives, memory-bound kernels or training steps; an
    /// architecture table adds models.</param>
    /// <param name="constants">Names, or starts of names, of the constants to fit, such as <c>gemm</c> or <c>gemm.launchSeconds</c>; empty:
    /// all that the rows can tell.</param>
    /// <returns>The calibrated accelerator, with errors before and after.</returns>
    /// <exception cref="InvalidInputException">A row or a name cannot be used; every problem is listed, with file and line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CalibrationResult Run(
        Accelerator accelerator,
        string id,
        IEnumerable<string> paths,
        IReadOnlyCollection<string>? constants = null
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Run(accelerator, id, [.. paths.Select(MeasuredFile.Read)], constants);
    }

    internal static CalibrationResult Run(
        Accelerator accelerator,
        string id,
        IReadOnlyList<MeasuredFile> files,
        IReadOnlyCollection<string>? constants = null
    )
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        var rows = CalibrationRows.Read(files, accelerator);
        var knobs = Chosen(CalibrationKnobs.For(rows.Start, rows.Rows), constants ?? []);
        var before = new double[rows.Rows.Count];
        rows.Predict(rows.Start, before);
        var weights = Enumerable.Repeat(1.0, before.Length).ToArray();
        var (state, fit) = Fit(rows, knobs, weights);
        var after = new double[before.Length];
        rows.Predict(state, after);
        var origin = Origin(accelerator, rows, before, after);
        return new CalibrationResult
        {
            Accelerator = Calibrated(accelerator, id, state, rows, origin),
            Stacks = [.. state.Stacks.Select(stack => stack with { Origin = $"{origin}; before: {stack.Origin}" })],
            Fit = fit,
            Errors = Groups(rows, before, after),
            Ignored = rows.Ignored,
            Before = Statistics(rows.Measured, before),
            After = Statistics(rows.Measured, after),
            KeptBack = KeptBack(rows, knobs),
        };
    }

    private static IReadOnlyList<Knob<CalibrationState>> Chosen(
        IReadOnlyList<Knob<CalibrationState>> knobs,
        IReadOnlyCollection<string> constants
    )
    {
        if (constants.Count == 0)
        {
            return knobs;
        }

        bool Means(string name, Knob<CalibrationState> knob) =>
            knob.Parameter.Name == name || knob.Parameter.Name.StartsWith(name + ".", StringComparison.Ordinal);
        var problems = new InputProblems();
        foreach (var name in constants.Where(name => !knobs.Any(knob => Means(name, knob))))
        {
            problems.Add(
                "--constants",
                $"the rows cannot tell '{name}'; they can tell {string.Join(", ", knobs.Select(knob => knob.Parameter.Name))}"
            );
        }

        problems.ThrowIfAny();
        return [.. knobs.Where(knob => constants.Any(name => Means(name, knob)))];
    }

    private static (CalibrationState State, FitResult Fit) Fit(
        CalibrationRows rows,
        IReadOnlyList<Knob<CalibrationState>> knobs,
        IReadOnlyList<double> weights
    ) => KnobFit.Run(rows.Start, knobs, rows.Measured, rows.Predict, weights);

    private static Accelerator Calibrated(Accelerator accelerator, string id, CalibrationState state, CalibrationRows rows, string origin)
    {
        bool Has(params MeasuredKind[] kinds) => rows.Rows.Any(row => kinds.Contains(row.File.Kind));
        var gemm = Has(MeasuredKind.Gemm, MeasuredKind.OperatorEfficiency);
        return accelerator with
        {
            Id = id,
            Aliases = [],
            Kernels = gemm ? new KernelReference(accelerator.Kernels.Chip, KernelTransfer.Fitted, origin) : accelerator.Kernels,
            Constants = new KernelConstants
            {
                Gemm = gemm ? state.Gemm with { Chip = id, Origin = origin } : state.Gemm,
                Attention = Has(MeasuredKind.AttentionPrefill, MeasuredKind.AttentionDecode)
                    ? state.Attention with
                    {
                        Chip = id,
                        Origin = origin,
                    }
                    : state.Attention,
                Collectives = Has(MeasuredKind.Collective) ? state.Collectives with { Chip = id, Origin = origin } : state.Collectives,
                Elementwise = Has(MeasuredKind.Elementwise) ? state.Elementwise with { Chip = id, Origin = origin } : state.Elementwise,
            },
        };
    }

    private static string Origin(Accelerator accelerator, CalibrationRows rows, double[] before, double[] after) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"calibrated from {accelerator.Id} on {rows.Rows.Count} rows of {string.Join(", ", rows.Rows.Select(row => row.File.Name).Distinct())}: mean absolute error {100 * Statistics(rows.Measured, before).Mape:F1} % before, {100 * Statistics(rows.Measured, after).Mape:F1} % after"
        );

    private static CalibrationError[] Groups(CalibrationRows rows, double[] before, double[] after) =>
        [
            .. Enumerable
                .Range(0, before.Length)
                .GroupBy(i => (rows.Rows[i].File.Name, RowLabels.Of(rows.Rows[i]).Metric))
                .Select(group => new CalibrationError(
                    group.Key.Name,
                    group.Key.Metric,
                    ErrorStatistics.Of([.. group.Select(i => (before[i] / rows.Measured[i]) - 1)]),
                    ErrorStatistics.Of([.. group.Select(i => (after[i] / rows.Measured[i]) - 1)])
                )),
        ];

    private static ErrorStatistics Statistics(IReadOnlyList<double> measured, double[] predicted) =>
        ErrorStatistics.Of([.. measured.Zip(predicted, (m, p) => (p / m) - 1)]);

    // Five fits, each blind to a fifth of the rows. A row of weight nothing does not move a fit.
    private static ErrorStatistics KeptBack(CalibrationRows rows, IReadOnlyList<Knob<CalibrationState>> knobs)
    {
        if (rows.Rows.Count is < FewestToKeepBack or > MostToKeepBack)
        {
            return default;
        }

        var errors = new double[rows.Rows.Count];
        var predicted = new double[errors.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var (state, _) = Fit(rows, knobs, [.. Enumerable.Range(0, errors.Length).Select(i => i % Folds == fold ? 0.0 : 1.0)]);
            rows.Predict(state, predicted);
            for (var i = fold; i < errors.Length; i += Folds)
            {
                errors[i] = (predicted[i] / rows.Measured[i]) - 1;
            }
        }

        return ErrorStatistics.Of(errors);
    }
}
