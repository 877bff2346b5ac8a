using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>
/// Kernels so short that launches and the clock's resolution are what is measured: judged apart from the others and of less weight in fits.
/// </summary>
internal static class ShortKernel
{
    /// <summary>Kernels below it are short, microseconds.</summary>
    public const double Microseconds = 10;

    /// <summary>What a short one counts in fits.</summary>
    public const double Weight = 0.3;

    // Converted as measured times are, so that it is no matter of rounding on which side a time of just the limit lies.
    private static readonly double Seconds = Duration.FromMicroseconds(Microseconds).TotalSeconds;

    /// <summary>Whether a kernel is short; one of just the limit is not.</summary>
    /// <param name="seconds">Measured time.</param>
    public static bool Is(double seconds) => seconds < Seconds;

    /// <summary>
    /// Weight of a measured kernel in a fit. One of just the limit, a rounded time, is judged with the long ones but no surer than a short one.
    /// </summary>
    /// <param name="seconds">Measured time.</param>
    public static double WeightOf(double seconds) => seconds <= Seconds ? Weight : 1;

    /// <summary>End of the name of a group of kernels that are short, or are not.</summary>
    public static string Label(bool isShort) => isShort ? "time<10us" : "time>=10us";
}
