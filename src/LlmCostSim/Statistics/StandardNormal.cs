using MathNet.Numerics.Distributions;

namespace LlmCostSim.Statistics;

/// <summary>The normal distribution with mean 0 and standard deviation 1.</summary>
internal static class StandardNormal
{
    /// <summary>The value below which a share of the distribution lies.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static double Quantile(double probability) => Normal.InvCDF(0, 1, probability);
}
