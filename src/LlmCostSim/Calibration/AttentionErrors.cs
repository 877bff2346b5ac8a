using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Predicts measured attention rows and tabulates the errors.</summary>
internal static class AttentionErrors
{
    /// <summary>Errors by source, format, kind, duration and side of the split.</summary>
    /// <param name="accelerator">The accelerator the rows were measured on.</param>
    /// <param name="constants">Its chip's constants.</param>
    /// <param name="libraries">Libraries; rows of other sources are ignored.</param>
    /// <param name="rows">Measured rows.</param>
    /// <returns>One entry per group that has rows.</returns>
    public static IReadOnlyList<AttentionError> Table(
        Accelerator accelerator,
        AttentionConstants constants,
        IReadOnlyList<AttentionLibraryConstants> libraries,
        IReadOnlyList<AttentionRow> rows
    )
    {
        var known = rows.Where(row => libraries.Any(library => library.Sources.Contains(row.Source))).ToList();
        var predicted = new double[known.Count];
        Predict(accelerator, constants, libraries, known, predicted);
        return
        [
            .. known
                .Zip(predicted, (row, seconds) => (Row: row, Error: (seconds / row.MeasuredSeconds) - 1))
                .GroupBy(item =>
                    (
                        item.Row.Source,
                        item.Row.Format,
                        item.Row.IsDecode,
                        IsShort: item.Row.MeasuredSeconds < ShortKernel.Seconds,
                        item.Row.IsHeldOut
                    )
                )
                .Select(group => new AttentionError(
                    group.Key.Source,
                    group.Key.Format,
                    group.Key.IsDecode,
                    group.Key.IsShort,
                    group.Key.IsHeldOut,
                    group.Count(),
                    group.Average(item => Math.Abs(item.Error)),
                    group.Average(item => item.Error)
                ))
                .OrderBy(error => (error.IsDecode, error.Source, error.Format, error.IsShort, error.IsHeldOut)),
        ];
    }

    internal static void Predict(
        Accelerator accelerator,
        AttentionConstants constants,
        IReadOnlyList<AttentionLibraryConstants> libraries,
        IReadOnlyList<AttentionRow> rows,
        Span<double> seconds
    )
    {
        var kernels = new Dictionary<(string, NumberFormat, bool), (AttentionPrefillKernel Prefill, AttentionDecodeKernel Decode)>();
        for (var i = 0; i < rows.Count; i++)
        {
            AttentionRow row = rows[i];
            if (!kernels.TryGetValue((row.Source, row.Format, row.IsDecode), out var kernel))
            {
                AttentionLibraryConstants library = libraries.First(item => item.Sources.Contains(row.Source));
                kernel = row.IsDecode
                    ? (default, new AttentionDecodeKernel(accelerator, constants, library))
                    : (new AttentionPrefillKernel(accelerator, constants, library, row.Format), default);
                kernels.Add((row.Source, row.Format, row.IsDecode), kernel);
            }

            seconds[i] = row.IsDecode ? row.Predict(kernel.Decode) : row.Predict(kernel.Prefill);
        }
    }
}
