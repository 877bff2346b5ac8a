using LlmCostSim.Statistics;

namespace LlmCostSim.Calibration;

/// <summary>The interval that every estimate carries: from its 10 % to its 90 % quantile.</summary>
internal static class EightyPercent
{
    /// <summary>Half of its width in standard deviations of a normal distribution, 1.28.</summary>
    public static double HalfWidth { get; } = StandardNormal.Quantile(0.9);
}
