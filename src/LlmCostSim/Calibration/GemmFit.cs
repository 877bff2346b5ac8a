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
        var hardware = GemmConstants.For(accelerator) with { Chip = chip, Origin = "" };
        var start = new GemmFitState(hardware, [.. ids.Select(id => plan.Start(id, id == reference))]);
        Knob<GemmFitState>[] first = [.. plan.Knobs(start, reference, IsSixteenBit)],
            others = [.. plan.Knobs(start, reference, name => !IsSixteenBit(name))];
        var state = KnobFit.AtStart(start, [.. first, .. others]);
        state = Fit(state, first, accelerator, [.. rows.Where(row => IsSixteenBit(row.LibraryId))], options);
        return Fit(state, others, accelerator, [.. rows.Where(row => !IsSixteenBit(row.LibraryId))], options);
    }

    // The hardware's constants go with the 16-bit multiplies, of which there are most.
    private static bool IsSixteenBit(string name) =>
        name.Contains($"/{SixteenBit}@", StringComparison.Ordinal)
        || name == GemmConstantTables.Tiles[0].Name
        || name == GemmFitPlan.HardwareName;

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
