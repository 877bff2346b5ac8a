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
}
