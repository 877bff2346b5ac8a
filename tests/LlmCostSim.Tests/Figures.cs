namespace LlmCostSim.Tests;

/// <summary>Figures that were worked out by hand against those that were computed.</summary>
internal static class Figures
{
    /// <summary>Fails where the difference is more than rounding: <paramref name="within"/> of what is expected.</summary>
    public static void Near(double expected, double actual, double within = 1e-9) =>
        Assert.Equal(expected, actual, within * Math.Abs(expected));
}
