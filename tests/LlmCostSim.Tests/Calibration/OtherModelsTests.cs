using LlmCostSim.Calibration;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Calibration;

public sealed class OtherModelsTests
{
    [Fact]
    public void Quantiles_ManyIndependentRows_AreTheirOwn()
    {
        // 999 rows of as many models, evenly from -1 to 1.
        var (low, high) = OtherModels.Quantiles([.. Enumerable.Range(1, 999).Select(i => ($"m{i}", (i / 500.0) - 1))], null);

        Assert.Equal(-0.8, low, 0.01);
        Assert.Equal(0.8, high, 0.01);
    }

    [Fact]
    public void Quantiles_RowsOfFewModels_LieFartherApart()
    {
        var many = OtherModels.Quantiles(Rows(40), null);
        var few = OtherModels.Quantiles(Rows(4), null);

        Assert.True(few.Low < many.Low && few.High > many.High);

        // The same 80 logarithms, dealt out to so many models that miss as one.
        static (string, double)[] Rows(int models) => [.. Enumerable.Range(0, 80).Select(i => ($"m{i * models / 80}", (i / 40.0) - 1))];
    }

    [Property]
    public void Quantiles_WiderClassAbove_NeverNarrow(double first, double second, double wider)
    {
        (string, double)[] rows = [("a", Bounded(first)), ("b", Bounded(second)), ("c", 0)];
        var near = OtherModels.Quantiles(rows, (-0.1, 0.1));
        var far = OtherModels.Quantiles(rows, (-0.1 - Math.Abs(Bounded(wider)), 0.1 + Math.Abs(Bounded(wider))));

        Assert.True(far.Low <= near.Low && near.Low <= 0);
        Assert.True(far.High >= near.High && near.High >= 0);
    }

    private static double Bounded(double value) => double.IsFinite(value) ? value % 1 : 0.5;
}
