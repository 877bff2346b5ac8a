using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the attention constants of one chip and of the libraries measured on it: first decode with the chip's memory constants, then
/// prefill with its arithmetic ones. Chip constants are shared by all libraries.
/// </summary>
internal static class AttentionFit
{
    /// <summary>
    /// Fits on the rows whose shapes are not held out and judges on both parts. Structure (tiles, packing, which parts a library has) is
    /// taken from the shipped data; every fit starts from the same neutral values.
    /// </summary>
    /// <param name="accelerator">The accelerator the rows were measured on.</param>
    /// <param name="chip">Id of its chip.</param>
    /// <param name="rows">Measured prefills and decodes; sources without a library on this chip are ignored.</param>
    /// <returns>Constants, with their errors as origins.</returns>
    public static AttentionFitState Run(Accelerator accelerator, string chip, IReadOnlyList<AttentionRow> rows) =>
        Run(
            accelerator,
            new AttentionFitState(
                AttentionConstants.OfChip(chip),
                [.. AttentionLibraryCatalog.Default.Libraries.Where(l => l.Chip == chip)]
            ),
            rows
        );

    /// <summary>Fits constants of a given structure.</summary>
    /// <param name="accelerator">The accelerator the rows were measured on.</param>
    /// <param name="start">Its chip's constants and the libraries, for what is not fitted.</param>
    /// <param name="rows">Measured prefills and decodes.</param>
    /// <returns>Constants, with their errors as origins.</returns>
    public static AttentionFitState Run(Accelerator accelerator, AttentionFitState start, IReadOnlyList<AttentionRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        AttentionRow[] known = [.. rows.Where(row => start.Knows(row.Source))];
        AttentionRow[] decodes = [.. known.Where(row => row.IsDecode && !row.IsHeldOut)];
        AttentionRow[] prefills = [.. known.Where(row => !row.IsDecode && !row.IsHeldOut)];
        var decoded = Fit(accelerator, start, DecodeKnobs(start, decodes), decodes);
        var fitted = Fit(accelerator, decoded, PrefillKnobs(decoded, prefills), prefills);

        var seconds = new double[known.Length];
        fitted.Predict(accelerator, known, seconds);
        (AttentionRow Row, double Ratio)[] judged = [.. known.Zip(seconds, (row, time) => (row, time / row.MeasuredSeconds))];
        return new(
            fitted.Constants with
            {
                Origin = Origin(judged),
            },
            [
                .. fitted.Libraries.Select(library =>
                    library.Sources.Count == 0 ? library : library with { Origin = Origin(judged, library) }
                ),
            ]
        );
    }

    private static AttentionFitState Fit(
        Accelerator accelerator,
        AttentionFitState start,
        IReadOnlyList<Knob<AttentionFitState>> knobs,
        AttentionRow[] rows
    ) =>
        KnobFit
            .Run(
                start,
                knobs,
                [.. rows.Select(row => row.MeasuredSeconds)],
                (state, predictions) => state.Predict(accelerator, rows, predictions)
            )
            .State;

    // A library without rows keeps its constants: nothing could move them.
    private static List<Knob<AttentionFitState>> DecodeKnobs(AttentionFitState start, AttentionRow[] rows)
    {
        var plan = AttentionFitPlan.Default;
        List<Knob<AttentionFitState>> knobs = [.. plan.ChipDecode(start.Constants).Select(OfChip)];
        foreach (var (index, library) in start.Libraries.Index())
        {
            AttentionRow[] own = [.. rows.Where(row => library.Sources.Contains(row.Source))];
            if (own.Length > 0 && library.Decode is { } decode)
            {
                var eightBit = Array.Exists(own, row => row.Format.ActivationBytes() < 2);
                knobs.AddRange(
                    plan.Decode(decode, eightBit)
                        .Select(knob =>
                            OfLibrary(
                                knob.In<AttentionLibraryConstants>("decode", l => l.Decode!, (l, c) => l with { Decode = c }),
                                index,
                                library
                            )
                        )
                );
            }

            if (own.Length > 0 && library.MultiHeadDecode is { } multiHead)
            {
                knobs.AddRange(
                    plan.Decode(multiHead, eightBit: true)
                        .Select(knob =>
                            OfLibrary(
                                knob.In<AttentionLibraryConstants>(
                                    "multiHeadDecode",
                                    l => l.MultiHeadDecode!,
                                    (l, c) => l with { MultiHeadDecode = c }
                                ),
                                index,
                                library
                            )
                        )
                );
            }
        }

        return knobs;
    }

    private static List<Knob<AttentionFitState>> PrefillKnobs(AttentionFitState start, AttentionRow[] rows)
    {
        var plan = AttentionFitPlan.Default;
        var severalDims = rows.Select(row => row.HeadDim).Distinct().Skip(1).Any();
        List<Knob<AttentionFitState>> knobs = [.. plan.ChipPrefill(start.Constants, severalDims).Select(OfChip)];
        foreach (var (index, library) in start.Libraries.Index())
        {
            if (Array.Exists(rows, row => library.Sources.Contains(row.Source)))
            {
                knobs.AddRange(
                    plan.Prefill(library.Prefill)
                        .Select(knob =>
                            OfLibrary(
                                knob.In<AttentionLibraryConstants>("prefill", l => l.Prefill, (l, c) => l with { Prefill = c }),
                                index,
                                library
                            )
                        )
                );
            }
        }

        return knobs;
    }

    private static Knob<AttentionFitState> OfChip(Knob<AttentionConstants> knob) =>
        knob.In<AttentionFitState>("chip", state => state.Constants, (state, constants) => state with { Constants = constants });

    private static Knob<AttentionFitState> OfLibrary(Knob<AttentionLibraryConstants> knob, int index, AttentionLibraryConstants library) =>
        knob.In<AttentionFitState>(library.Id, state => state.Libraries[index], (state, constants) => state.WithLibrary(index, constants));

    private static string Origin((AttentionRow Row, double Ratio)[] judged, AttentionLibraryConstants library) =>
        Origin([.. judged.Where(entry => library.Sources.Contains(entry.Row.Source))])
        + (library.DecodeFrom is null ? "" : $"; decode as {library.DecodeFrom}, not measured here");

    private static string Origin((AttentionRow Row, double Ratio)[] judged)
    {
        if (judged.Length == 0)
        {
            return "no rows";
        }

        var sources = judged.OrderBy(entry => (entry.Row.IsDecode, entry.Row.Source)).Select(entry => entry.Row.Source).Distinct();
        string[] errors = [.. new[] { Error(judged, "prefill", false), Error(judged, "decode", true) }.OfType<string>()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"fitted on {judged.Count(entry => !entry.Row.IsHeldOut)} rows of {string.Join(", ", sources)}; error of other shapes (10 µs and more): {string.Join(", ", errors)}"
        );
    }

    private static string? Error((AttentionRow Row, double Ratio)[] judged, string name, bool decode)
    {
        double[] ratios =
        [
            .. judged
                .Where(entry => entry.Row.IsDecode == decode && entry.Row.IsHeldOut && !ShortKernel.Is(entry.Row.MeasuredSeconds))
                .Select(entry => entry.Ratio),
        ];
        return ratios.Length == 0 ? null : $"{name} {FitOrigin.Error(ratios)}";
    }
}
