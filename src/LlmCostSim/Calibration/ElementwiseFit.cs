using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Fits the shipped constants of memory-bound kernels to measured rows: six per chip, four of the library that ran on all.</summary>
internal static class ElementwiseFit
{
    private const int Parts = 4;

    /// <summary>Fits and reports.</summary>
    /// <param name="rows">Measured kernels of all chips.</param>
    /// <param name="projectFolder">Folder of the library's project, whose JSON is rewritten.</param>
    /// <param name="log">Receives the error tables.</param>
    public static void Run(IReadOnlyList<ElementwiseMeasurement> rows, string projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        // Every shape is kept back from one of four fits to show how the form transfers; what ships is fitted on all.
        static int Part(ElementwiseMeasurement row) => ShapeSplit.Part(Parts, (long)row.Bytes, (long)row.Rows);
        var keptBack = new KernelErrors();
        for (var part = 0; part < Parts; part++)
        {
            Add(keptBack, Fit([.. rows.Where(row => Part(row) != part)]), [.. rows.Where(row => Part(row) == part)]);
        }

        log.WriteLine("shapes kept back, each from one of four fits:");
        keptBack.Write(log);
        var final = Fit(rows);
        log.WriteLine("all shapes, shipped constants:");
        Errors(final, rows).Write(log);
        ElementwiseFitWriter.Write(final, rows, projectFolder);
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
