using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

public sealed class ScatterPriorTests
{
    [Fact]
    public void Of_SisterClassesThatScatterAlike_CountsMuchOnTheOneAbove() => Assert.True(Worth(_ => 0.1) > 8);

    [Fact]
    public void Of_SisterClassesThatEachScatterTheirOwnWay_CountsLittleOnIt() => Assert.True(Worth(i => 0.01 * Math.Pow(2, i)) < 4);

    [Fact]
    public void Of_OneGroup_TakesTheLeast()
    {
        var (worth, likelihood) = ScatterPrior.Of(new ScatterTree([new ScatterRow("a", "m", 0.1), new ScatterRow("a", "m", 0.2)]));

        Assert.Equal((1, 0), (worth, likelihood));
    }

    // Eight classes of four groups each; the shape of every class is the same, its size is not.
    private static double Worth(Func<int, double> size) =>
        ScatterPrior
            .Of(
                new ScatterTree(
                    from name in Enumerable.Range(0, 8)
                    from row in new[] { -1.3, -0.5, 0.5, 1.3 }.Select((log, i) => (log, i))
                    select new ScatterRow($"a/{name}", $"{name}.{row.i}", row.log * size(name))
                )
            )
            .Worth;
}
