using System.Globalization;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the shipped constants of collectives to measured rows: first the links of both chips together with the NCCL that runs on both,
/// then what older libraries, host links and networks do, then each engine's own kernels.
/// </summary>
internal static class CollectiveFit
{
    // Times of eager launches scatter by factors of four; a wait of 10 or 60 µs is a hundred per cent of a short one or eight hundred.
    private static readonly FitOptions Scattered = new() { Relative = true, Rounds = 4 };
    private const double EagerShortWeight = 0.1;

    /// <summary>Fits and reports. Constants of libraries without rows stay as they are.</summary>
    /// <param name="rows">Measured collectives of both chips.</param>
    /// <param name="projectFolder">Folder of the library's project, whose JSON is rewritten.</param>
    /// <param name="log">Receives the error tables.</param>
    public static void Run(CollectiveMeasurement[] rows, string projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        var fitted = KeptBack.Fit(rows, (row, parts) => ShapeSplit.Part(parts, (long)row.Bytes, row.Ranks, (long)row.Kind), Fit, Add, log);
        CollectiveFitWriter.Write(fitted, rows, projectFolder);
    }

    /// <summary>Errors of a state on rows, by source, chip and collective, and on whether the collective stayed in a node.</summary>
    internal static KernelErrors Errors(CollectiveFitState state, IReadOnlyList<CollectiveMeasurement> rows)
    {
        var errors = new KernelErrors();
        Add(errors, state, rows);
        return errors;
    }

    private static void Add(KernelErrors errors, CollectiveFitState state, IReadOnlyList<CollectiveMeasurement> rows)
    {
        var predicted = new double[rows.Count];
        state.Predict(rows, predicted);
        for (var i = 0; i < rows.Count; i++)
        {
            var place = rows[i].Group().Nodes > 1 ? "across" : "in-node";
            errors.Add(
                string.Create(CultureInfo.InvariantCulture, $"{rows[i].Chip} {place} {rows[i].Source} {rows[i].Kind}"),
                predicted[i],
                rows[i].Seconds
            );
            errors.Add($"{rows[i].Chip} {place} {KernelErrors.All}", predicted[i], rows[i].Seconds);
        }
    }

    private static CollectiveFitState Fit(IReadOnlyList<CollectiveMeasurement> rows)
    {
        var (state, plan) = (CollectiveFitState.Shipped, CollectiveFitPlan.Default);
        foreach (var stage in plan.Stages)
        {
            state = Fit(state, rows, stage.Libraries, plan.Knobs(stage, state), stage.Eager);
            if (stage.ForAll)
            {
                state = TakenOver(state, state.Library(stage.Libraries[0]), stage.OfLibraries);
            }
        }

        foreach (var library in state.Libraries.Where(library => library.Custom is not null))
        {
            state = Fit(state, rows, [library.Name], plan.Knobs(library), eager: false);
        }

        return state;
    }

    private static CollectiveFitState TakenOver(
        CollectiveFitState state,
        CollectiveLibraryConstants from,
        IReadOnlyList<string> constants
    ) =>
        state with
        {
            Libraries =
            [
                .. state.Libraries.Select(library =>
                    constants
                        .Select(name => CollectiveConstantTables.Library[name])
                        .Aggregate(library, (taken, constant) => constant.With(taken, constant.Get(from)))
                ),
            ],
        };

    // Nothing is fitted to fewer rows than constants.
    private static CollectiveFitState Fit(
        CollectiveFitState start,
        IReadOnlyList<CollectiveMeasurement> rows,
        IReadOnlyList<string> libraries,
        Knob<CollectiveFitState>[] knobs,
        bool eager
    )
    {
        CollectiveMeasurement[] used = [.. rows.Where(row => libraries.Contains(CollectiveFitState.LibraryOf(row)))];
        return used.Length < knobs.Length
            ? start
            : KnobFit
                .Run(
                    start,
                    knobs,
                    [.. used.Select(row => row.Seconds)],
                    (state, seconds) => state.Predict(used, seconds),
                    [.. used.Select(row => Weight(row.Seconds, eager))],
                    eager ? Scattered : null
                )
                .State;
    }

    // One of just the limit counts in full, as it is judged: with the weight of short ones eager launches on A100 fit 0.9 points worse.
    private static double Weight(double seconds, bool eager) =>
        !ShortKernel.Is(seconds) ? 1
        : eager ? EagerShortWeight
        : ShortKernel.Weight;
}
