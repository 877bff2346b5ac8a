using System.Globalization;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the shipped constants of collectives to measured rows: first the links of both chips together with the NCCL that runs on both,
/// then what older libraries, host links and networks do, then each engine's own kernels.
/// </summary>
internal static class CollectiveFit
{
    private const string Current = "nccl-2.27.3";
    private const int Parts = 4;
    private const string FullyConnected = "nccl-2.1x-llmcompass";

    // Times of eager launches scatter by factors of four; a wait of 10 or 60 µs is a hundred per cent of a short one or eight hundred.
    private static readonly FitOptions Scattered = new() { Relative = true, Rounds = 4 };
    private const double ScatteredShortWeight = 0.1;

    /// <summary>Fits and reports. Constants of libraries without rows stay as they are.</summary>
    /// <param name="rows">Measured collectives of both chips.</param>
    /// <param name="projectFolder">Folder of the library's project, whose JSON is rewritten; <see langword="null"/> to write
    /// nothing.</param>
    /// <param name="log">Receives the error tables.</param>
    public static void Run(CollectiveMeasurement[] rows, string? projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        // Every shape is kept back from one of four fits to show how the form transfers; what ships is fitted on all.
        static int Part(CollectiveMeasurement row) => ShapeSplit.Part(Parts, (long)row.Bytes, row.Ranks, (long)row.Kind);
        var keptBack = new KernelErrors();
        for (var part = 0; part < Parts; part++)
        {
            Add(keptBack, Fit([.. rows.Where(row => Part(row) != part)]), [.. rows.Where(row => Part(row) == part)]);
        }

        log.WriteLine("shapes kept back, each from one of four fits:");
        keptBack.Write(log);
        var final = Fit(rows);
        var errors = Errors(final, rows);
        log.WriteLine("all shapes, shipped constants:");
        errors.Write(log);
        if (projectFolder is not null)
        {
            CollectiveFitWriter.Write(final, rows, projectFolder);
        }
    }

    /// <summary>Errors of a state on rows, by source, chip and collective, and on whether the collective stayed in a node.</summary>
    internal static KernelErrors Errors(CollectiveState state, IReadOnlyList<CollectiveMeasurement> rows)
    {
        var errors = new KernelErrors();
        Add(errors, state, rows);
        return errors;
    }

    private static void Add(KernelErrors errors, CollectiveState state, IReadOnlyList<CollectiveMeasurement> rows)
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
            errors.Add($"{rows[i].Chip} {place} ALL", predicted[i], rows[i].Seconds);
        }
    }

    internal static CollectiveState Fit(IReadOnlyList<CollectiveMeasurement> rows)
    {
        var state = new CollectiveState();
        Stage(
            state,
            rows,
            [Current],
            [
                .. CollectiveKnob.Chip("a100"),
                .. CollectiveKnob.Chip("h100"),
                .. CollectiveKnob.InSwitch("h100"),
                .. CollectiveKnob.Protocols(Current, pairwise: true),
            ]
        );
        var current = state.Libraries[Current];
        foreach (var (name, library) in state.Libraries.ToArray())
        {
            state.Libraries[name] = library with
            {
                LowLatencyShare = current.LowLatencyShare,
                LineShare = current.LineShare,
                LineStepFactor = current.LineStepFactor,
                BulkStepFactor = current.BulkStepFactor,
                PeerShare = current.PeerShare,
                GatherFactor = current.GatherFactor,
            };
        }

        Stage(state, rows, [FullyConnected], [.. CollectiveKnob.Protocols(FullyConnected, pairwise: false)]);
        Eager(state, rows, "a100");
        Eager(state, rows, "h100");
        foreach (var library in state.Libraries.Values.Where(library => library.Custom is not null).ToArray())
        {
            Stage(state, rows, [library.Name], [.. CollectiveKnob.Custom(library.Name, library.Custom!.TwoShotEfficiency > 0)]);
        }

        return state;
    }

    // Two hosts of each chip were profiled with eager launches.
    private static void Eager(CollectiveState state, IReadOnlyList<CollectiveMeasurement> rows, string chip)
    {
        string[] hosts = [$"nccl-eager-{chip}", $"nccl-eager-{chip}-pairwise"];
        Stage(
            state,
            rows,
            hosts,
            [
                .. CollectiveKnob.Outside(chip),
                .. hosts.SelectMany(library => CollectiveKnob.Launch(library).Append(CollectiveKnob.Bulk(library))),
            ],
            Scattered
        );
    }

    private static void Stage(
        CollectiveState state,
        IReadOnlyList<CollectiveMeasurement> rows,
        string[] libraries,
        IReadOnlyList<CollectiveKnob> knobs,
        FitOptions? options = null
    )
    {
        var used = rows.Where(row => libraries.Contains(state.LibraryOf(row))).ToArray();
        if (used.Length < knobs.Count)
        {
            return;
        }

        var fit = ConstantFitter.Fit(
            [.. knobs.Select(knob => knob.Parameter)],
            [.. used.Select(row => row.Seconds)],
            (constants, seconds) =>
            {
                for (var i = 0; i < knobs.Count; i++)
                {
                    knobs[i].Set(state, constants[i]);
                }

                state.Predict(used, seconds);
            },
            [.. used.Select(row => ShortKernel.WeightOf(row.Seconds, options == Scattered ? ScatteredShortWeight : ShortKernel.Weight))],
            options
        );
        for (var i = 0; i < knobs.Count; i++)
        {
            knobs[i].Set(state, fit.Values[i]);
        }
    }
}
