using System.Globalization;

namespace LlmCostSim.Calibration;

/// <summary>What the origin of fitted constants says of their errors.</summary>
internal static class FitOrigin
{
    /// <summary>Mean absolute percentage error, or that there is none.</summary>
    /// <param name="ratios">Predicted over measured.</param>
    public static string Error(IEnumerable<double> ratios)
    {
        double[] errors = [.. ratios.Select(static ratio => Math.Abs(ratio - 1))];
        return errors.Length == 0 ? "(no rows)" : string.Create(CultureInfo.InvariantCulture, $"{100 * errors.Average():F1} %");
    }

    /// <summary>Rows, their sources, and the error on those of them that took 10 µs and more.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="sources">Source of each.</param>
    /// <param name="errors">Their errors, in groups of which one of each row is called <see cref="KernelErrors.All"/>.</param>
    public static string OfRows(int rows, IEnumerable<string> sources, KernelErrors errors) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"fit on {rows} rows of {string.Join(", ", sources.Distinct().Order(StringComparer.Ordinal))}: mean absolute error {100 * errors.MeanAbsoluteOfLong(KernelErrors.All):F1} % of kernels of 10 us and more"
        );
}
