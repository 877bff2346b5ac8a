using LlmCostSim.Hardware;

namespace LlmCostSim.Operators;

/// <summary>Rates both attention kernels start from.</summary>
internal static class AttentionRates
{
    /// <summary>
    /// Dense peak in FLOP/s for a format, or the 16-bit (at worst single-precision) one where the accelerator has none for it.
    /// </summary>
    internal static double Peak(Accelerator accelerator, NumberFormat format)
    {
        var peak = accelerator.Peak.Of(format) ?? accelerator.Peak.SixteenBit ?? accelerator.Peak.Fp32;
        return peak?.FlopsPerSecond ?? throw new ArgumentException($"{accelerator.Id} has no peak rate.", nameof(accelerator));
    }

    /// <summary>Seconds an SM's matrix units wait for one exponential; 0 where the clock is unknown.</summary>
    internal static double ExponentialSeconds(Accelerator accelerator, AttentionConstants constants) =>
        accelerator.BoostClockMHz > 0 ? constants.SoftmaxExposure / (constants.ExponentialsPerClock * accelerator.BoostClockMHz * 1e6) : 0;
}
