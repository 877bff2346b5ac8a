namespace LlmCostSim.Economics;

/// <summary>Time lost because every synchronous step waits for the slowest accelerator.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
internal static class Stragglers
{
    /// <summary>
    /// How much longer the slowest of many normally distributed step times is than the mean: the coefficient of variation times the
    /// expected largest of n standard normal values, Φ⁻¹((n − 0.375)/(n + 0.25)) (Blom, "Statistical estimates and transformed
    /// beta-variables", 1958).
    /// </summary>
    /// <param name="variation">Standard deviation of one accelerator's step time over its mean, 0 or more.</param>
    /// <param name="accelerators">Accelerators that wait for each other, 1 or more.</param>
    /// <returns>Relative slowdown, 0 or more; the step takes 1 + this times as long.</returns>
    public static double Slowdown(double variation, int accelerators)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variation);
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);
        return accelerators == 1 ? 0 : variation * Statistics.StandardNormal.Quantile((accelerators - 0.375) / (accelerators + 0.25));
    }
}
