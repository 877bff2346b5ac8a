using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the attention constants of one chip and of the libraries measured on it: first decode with the chip's memory constants, then
/// prefill with its arithmetic ones. Chip constants are shared by all libraries.
/// </summary>
/// <example><code>AttentionFitResult fit = AttentionFit.Run(HardwareCatalog.Default.Get("A100-SXM-80GB"), "a100", rows);</code></example>
internal static class AttentionFit
{
    /// <summary>
    /// Fits on the rows whose shapes are not held out and judges on both parts. Structure (tiles, packing, which parts a library has) is
    /// taken from the shipped data; every fit starts from the same neutral values.
    /// </summary>
    /// <param name="accelerator">The accelerator the rows were measured on.</param>
    /// <param name="chip">Id of its chip.</param>
    /// <param name="rows">Measured prefills and decodes; sources without a library on this chip are ignored.</param>
    /// <returns>Constants and errors.</returns>
    public static AttentionFitResult Run(Accelerator accelerator, string chip, IReadOnlyList<AttentionRow> rows) =>
        Run(accelerator, AttentionConstants.OfChip(chip), [.. AttentionLibraryCatalog.Default.Libraries.Where(l => l.Chip == chip)], rows);

    /// <summary>Fits constants of a given structure.</summary>
    /// <param name="accelerator">The accelerator the rows were measured on.</param>
    /// <param name="constants">Its chip's constants, for what is not fitted.</param>
    /// <param name="libraries">Libraries; rows find theirs by source.</param>
    /// <param name="rows">Measured prefills and decodes.</param>
    /// <returns>Constants and errors.</returns>
    public static AttentionFitResult Run(
        Accelerator accelerator,
        AttentionConstants constants,
        IReadOnlyList<AttentionLibraryConstants> libraries,
        IReadOnlyList<AttentionRow> rows
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var problem = new AttentionFitProblem(accelerator, constants, libraries, [.. rows.Where(row => !row.IsHeldOut)]);
        FitResult decode = problem.FitDecode();
        FitResult prefill = problem.FitPrefill();
        var errors = AttentionErrors.Table(accelerator, problem.Constants, problem.Libraries, rows);
        return new AttentionFitResult
        {
            Constants = problem.Constants with { Origin = Origin(errors) },
            Libraries =
            [
                .. problem.Libraries.Select(library =>
                    library.Sources.Count == 0
                        ? library
                        : library with
                        {
                            Origin =
                                Origin([.. errors.Where(error => library.Sources.Contains(error.Source))])
                                + (library.DecodeFrom is null ? "" : $"; decode as {library.DecodeFrom}, not measured here"),
                        }
                ),
            ],
            Decode = decode,
            Prefill = prefill,
            Errors = errors,
        };
    }

    private static string Origin(IReadOnlyList<AttentionError> errors) =>
        errors.Count == 0
            ? "no rows"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"fitted on {errors.Where(e => !e.IsHeldOut).Sum(e => e.Rows)} rows of {string.Join(", ", errors.Select(e => e.Source).Distinct())}; error of other shapes (10 µs and more): {Part(errors, "prefill", false)}{(errors.Any(e => e.IsDecode) && errors.Any(e => !e.IsDecode) ? ", " : "")}{Part(errors, "decode", true)}"
            );

    private static string Part(IReadOnlyList<AttentionError> errors, string name, bool decode)
    {
        var part = errors.Where(e => e.IsDecode == decode && e.IsHeldOut && !e.IsShort).ToList();
        return part.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {100 * part.Sum(e => e.Rows * e.MeanAbsolutePercentageError) / part.Sum(e => e.Rows):F1} %"
            );
    }
}
