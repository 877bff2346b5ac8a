using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Fitting;

/// <summary>
/// Errors of each stack's measured kernels under the constants of the other stack of its chip that fits them best: how far to trust kernels
/// of a stack that nobody measured, whose hardware somebody did. Mean absolute percentage errors over all rows of 10 µs and more.
/// </summary>
internal static class NearestStack
{
    /// <summary>
    /// Matrix multiplies of one chip: each library's rows under its own constants and under those of the nearest other library of its
    /// number formats.
    /// </summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="fit">Fitted constants of the chip and its libraries.</param>
    /// <param name="rows">The chip's rows.</param>
    /// <param name="log">Receives one line per library.</param>
    public static void Write(Accelerator accelerator, GemmFitState fit, IEnumerable<GemmRow> rows, TextWriter log)
    {
        foreach (
            var group in rows.Where(row => !ShortKernel.Is(row.Seconds) && fit.Libraries.Any(library => library.Id == row.LibraryId))
                .GroupBy(row => row.LibraryId)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var formats = group.Key[group.Key.IndexOf('/', StringComparison.Ordinal)..];
            var errors = fit
                .Libraries.Where(library => library.Id.EndsWith(formats, StringComparison.Ordinal))
                .Select(library =>
                {
                    var kernel = new GemmKernel(accelerator, fit.Hardware, library, group.First().Format);
                    return (library.Id, group.Average(row => Math.Abs((kernel.Seconds(row.M, row.N, row.K) / row.Seconds) - 1)));
                });
            Write(group.Key, group.Key, errors, log);
        }
    }

    /// <summary>
    /// Attention of one chip: each source's prefills and decodes under its own library's constants and under those of the nearest other.
    /// </summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="fit">Fitted constants of the chip and its libraries.</param>
    /// <param name="rows">The chip's rows.</param>
    /// <param name="log">Receives one line per source and kind.</param>
    public static void Write(Accelerator accelerator, AttentionFitState fit, IEnumerable<AttentionRow> rows, TextWriter log)
    {
        AttentionLibraryConstants[] libraries = [.. fit.Libraries.Where(library => library.Sources.Count > 0)];
        foreach (
            var group in rows.Where(row => !ShortKernel.Is(row.MeasuredSeconds))
                .GroupBy(row => (row.IsDecode, row.Source))
                .OrderBy(group => group.Key.IsDecode)
                .ThenBy(group => group.Key.Source, StringComparer.Ordinal)
        )
        {
            if (libraries.FirstOrDefault(library => library.Sources.Contains(group.Key.Source)) is not { } own)
            {
                continue;
            }

            AttentionRow[] part = [.. group];
            var errors = libraries
                .Where(library => !group.Key.IsDecode || (library.Decode is not null && library.DecodeFrom is null))
                .Select(library =>
                {
                    var seconds = new double[part.Length];
                    new AttentionFitState(fit.Constants, [library with { Sources = [group.Key.Source] }]).Predict(
                        accelerator,
                        part,
                        seconds
                    );
                    return (library.Id, seconds.Select((time, i) => Math.Abs((time / part[i].MeasuredSeconds) - 1)).Average());
                });
            Write($"{(group.Key.IsDecode ? "decode" : "prefill")} {own.Id}", own.Id, errors, log);
        }
    }

    private static void Write(string what, string own, IEnumerable<(string Id, double Error)> errors, TextWriter log)
    {
        (string Id, double Error)[] sorted = [.. errors.OrderBy(entry => entry.Error)];
        var nearest = sorted
            .Where(entry => entry.Id != own)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{100 * entry.Error:F1} % ({entry.Id})"))
            .FirstOrDefault("none");
        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: own constants {100 * sorted.First(entry => entry.Id == own).Error:F1} %; nearest other stack's {nearest}"
            )
        );
    }
}
