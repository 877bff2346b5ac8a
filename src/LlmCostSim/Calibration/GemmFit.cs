using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Fits the constants of the GEMM kernel model of one chip, and of the libraries measured on it, to measured multiplies.</summary>
/// <remarks>
/// Two fits: the 16-bit multiplies, of which there are most, give the hardware's constants and those of their libraries; with the hardware
/// held, the 8-bit and weight-only multiplies give the efficiencies of their own tiles and the constants of their own libraries.
/// </remarks>
internal static class GemmFit
{
    private static readonly string SixteenBit = GemmLibraryConstants.FormatClass(NumberFormat.Bf16);

    /// <summary>Fits the constants.</summary>
    /// <param name="chip">Id of the chip, such as <c>a100</c>.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Measured multiplies on it; those of one source and class of number formats are one library's.</param>
    /// <param name="reference">Id of the 16-bit library whose constants are the hardware's own.</param>
    /// <param name="options">How to search, or <see langword="null"/> for the defaults.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">No row measures the reference library, or nothing is known of the family of another.</exception>
    public static GemmFitState Run(
        string chip,
        Accelerator accelerator,
        IReadOnlyList<GemmRow> rows,
        string reference,
        FitOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var ids = rows.Select(row => row.LibraryId).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!ids.Contains(reference) || !IsSixteenBit(reference))
        {
            throw new ArgumentException($"No row measures '{reference}' as a 16-bit library.", nameof(reference));
        }

        var plan = GemmFitPlan.Default;
        Knob<GemmFitState>[] Knobs(bool sixteenBit) =>
            [
                .. (sixteenBit ? plan.Hardware : [])
                    .Concat(plan.Tiles(GemmConstantTables.Tiles.Where(table => IsSixteenBit(table) == sixteenBit)))
                    .Select(knob =>
                        knob.In(chip, state => state.Hardware, (GemmFitState state, GemmConstants c) => state with { Hardware = c })
                    ),
                .. Enumerable
                    .Range(0, ids.Length)
                    .Where(i => IsSixteenBit(ids[i]) == sixteenBit)
                    .SelectMany(i =>
                        plan.Library(ids[i], ids[i] == reference)
                            .Select(knob =>
                                knob.In(
                                    ids[i],
                                    state => state.Libraries[i],
                                    (GemmFitState state, GemmLibraryConstants c) => state.WithLibrary(i, c)
                                )
                            )
                    ),
            ];
        var hardware = GemmConstants.For(accelerator) with { Chip = chip, Origin = "" };
        var (first, others) = (Knobs(sixteenBit: true), Knobs(sixteenBit: false));
        var state = KnobFit.AtStart(new GemmFitState(hardware, [.. ids.Select(id => plan.Start(id, id == reference))]), [.. first, .. others]);
        state = Fit(state, first, accelerator, [.. rows.Where(row => IsSixteenBit(row.LibraryId))], options);
        return Fit(state, others, accelerator, [.. rows.Where(row => !IsSixteenBit(row.LibraryId))], options);
    }

    private static bool IsSixteenBit(string library) => library.Contains($"/{SixteenBit}@", StringComparison.Ordinal);

    private static bool IsSixteenBit(GemmTileTable table) => table == GemmConstantTables.Tiles[0];

    private static GemmFitState Fit(
        GemmFitState start,
        Knob<GemmFitState>[] knobs,
        Accelerator accelerator,
        GemmRow[] rows,
        FitOptions? options
    )
    {
        if (rows.Length == 0)
        {
            return start;
        }

        var libraries = start.LibrariesOf(rows);
        return KnobFit
            .Run(
                start,
                knobs,
                [.. rows.Select(row => row.Seconds)],
                (state, seconds) => state.Predict(accelerator, rows, libraries, seconds),
                [.. rows.Select(row => ShortKernel.WeightOf(row.Seconds))],
                options
            )
            .State;
    }
}
