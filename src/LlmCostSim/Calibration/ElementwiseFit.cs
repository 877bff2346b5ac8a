using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Fits the shipped constants of memory-bound kernels to measured rows: six per chip, four of the library that ran on all.</summary>
internal static class ElementwiseFit
{
    /// <summary>Fits and reports.</summary>
    /// <param name="rows">Measured kernels of all chips.</param>
    /// <param name="projectFolder">Folder of the library's project, whose JSON is rewritten.</param>
    /// <param name="log">Receives the error tables.</param>
    public static void Run(IReadOnlyList<ElementwiseMeasurement> rows, string projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        var fitted = KeptBack.Fit(rows, (row, parts) => ShapeSplit.Part(parts, (long)row.Bytes, (long)row.Rows), Fit, Add, log);
        ElementwiseFitWriter.Write(fitted, rows, projectFolder);
    }

    /// <summary>Errors of a state on rows, by chip, source and operation.</summary>
    internal static KernelErrors Errors(ElementwiseFitState state, IReadOnlyList<ElementwiseMeasurement> rows)
    {
        var errors = new KernelErrors();
        Add(errors, state, rows);
        return errors;
    }

    private static ElementwiseFitState Fit(IReadOnlyList<ElementwiseMeasurement> rows)
    {
        var plan = ElementwiseFitPlan.Default;
        var start = new ElementwiseFitState(
            [.. MeasuredChip.All.Select(known => ElementwiseConstants.OfChip(known.Chip))],
            ElementwiseLibraryConstants.Get(plan.Measured)
        );
        return KnobFit
            .Run(
                start,
                plan.Knobs(start),
                [.. rows.Select(row => row.Seconds)],
                (state, seconds) => state.Predict(rows, seconds),
                [.. rows.Select(row => ShortKernel.WeightOf(row.Seconds))]
            )
            .State;
    }

    private static void Add(KernelErrors errors, ElementwiseFitState state, IReadOnlyList<ElementwiseMeasurement> rows)
    {
        var seconds = new double[rows.Count];
        state.Predict(rows, seconds);
        for (var i = 0; i < rows.Count; i++)
        {
            errors.Add($"{rows[i].Chip} {rows[i].Source} {rows[i].Operation}", seconds[i], rows[i].Seconds);
            errors.Add($"{rows[i].Chip} {KernelErrors.All}", seconds[i], rows[i].Seconds);
        }
    }
}
