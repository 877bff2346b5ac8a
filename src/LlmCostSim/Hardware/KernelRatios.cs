using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>Reads the quantiles of predicted over measured that fitted constants carry.</summary>
internal static class KernelRatios
{
    public static IReadOnlyList<double> From(FactReader? quantiles)
    {
        if (quantiles is null)
        {
            return [];
        }

        double[] values = [quantiles.Positive("p10"), quantiles.Positive("p50"), quantiles.Positive("p90")];
        quantiles.Complete();
        return values;
    }
}
