using System.Collections.Frozen;
using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

public sealed class ResidualsTests
{
    private static readonly Residuals Measured = new(
        [
            new ResidualClass("time", 0.8, 1.25) { OtherLow = 0.7, OtherHigh = 1.4 },
            new ResidualClass("time/node/megatron", 0.9, 1.1)
            {
                OtherLow = 0.85,
                OtherHigh = 1.2,
                Models = FrozenSet.Create(StringComparer.Ordinal, "seen"),
            },
        ],
        unmeasured: 1.5
    );

    [Fact]
    public void Of_ModelThatTheConstantsHaveSeen_IsTheClass() => Assert.Equal((0.9, 1.1), Measured.Of("time/node/megatron", "seen"));

    [Fact]
    public void Of_OtherModel_IsWider() => Assert.Equal((0.85, 1.2), Measured.Of("time/node/megatron", "other"));

    [Fact]
    public void Of_ClassThatWasNotMeasured_IsWiderThanTheOneAbove()
    {
        var (low, high) = Measured.Of("time/node/fsdp");

        Assert.Equal(1.5 * Math.Log(0.8), Math.Log(low), 1e-12);
        Assert.Equal(1.5 * Math.Log(1.25), Math.Log(high), 1e-12);
    }

    [Fact]
    public void Of_ClassThatWasNotMeasured_IsAsMuchWiderAsTheOneAboveSays()
    {
        var residuals = new Residuals(
            [
                new ResidualClass("time", 0.8, 1.25)
                {
                    OtherLow = 0.7,
                    OtherHigh = 1.4,
                    Unmeasured = 1.1,
                    OtherUnmeasured = 1.2,
                },
            ],
            unmeasured: 1.5
        );

        Assert.Equal(1.1 * Math.Log(1.25), Math.Log(residuals.Of("time/node").High), 1e-12);
        Assert.Equal(1.2 * Math.Log(0.7), Math.Log(residuals.Of("time/node", "other").Low), 1e-12);
    }

    [Fact]
    public void Of_OtherModelInAClassThatWasNotMeasured_IsWiderThanThoseOfTheOneAbove() =>
        Assert.Equal(1.5 * Math.Log(1.4), Math.Log(Measured.Of("time/node/fsdp", "other").High), 1e-12);
}
