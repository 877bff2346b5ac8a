namespace LlmCostSim.Calibration;

/// <summary>
/// Kernels so short that launches and the clock's resolution are what is measured: judged apart from the others and of less weight in fits.
/// </summary>
internal static class ShortKernel
{
    /// <summary>Kernels below it are short, microseconds.</summary>
    public const double Microseconds = 10;

    /// <summary>The same in seconds.</summary>
    public const double Seconds = Microseconds / 1e6;

    /// <summary>What a short one counts in fits.</summary>
    public const double Weight = 0.3;

    /// <summary>Weight of a measured kernel in a fit.</summary>
    /// <param name="seconds">Measured time.</param>
    /// <param name="weight">What a short one counts.</param>
    public static double WeightOf(double seconds, double weight = Weight) => seconds < Seconds ? weight : 1;

    /// <summary>End of the name of a group of kernels that are short, or are not.</summary>
    public static string Label(bool isShort) => isShort ? "time<10us" : "time>=10us";
}
