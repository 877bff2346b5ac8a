using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Calibration;

public sealed class SpreadTests
{
    [Property]
    public void Learn_AnyMeasurement_MovesTowardsItAndNarrows(double measured, double scatter, double shared)
    {
        var (log, below, common) = (Math.Clamp(double.IsFinite(measured) ? measured : 0, -2, 2), Bounded(scatter), Bounded(shared));
        var spread = new Spread(below, below, common);

        var (shift, left) = Spread.Learn(spread, StackDoubt.None, spread, StackDoubt.None, log);

        Assert.True(Math.Abs(shift) <= Math.Abs(log) + 1e-12 && shift * log >= 0);
        Assert.True(left.Shared <= spread.Shared);
        Assert.True(left.Factors.Low >= spread.Factors.Low && left.Factors.High <= spread.Factors.High);
    }

    private static double Bounded(double value) => double.IsFinite(value) ? Math.Abs(value) % 1 : 0.1;

    [Property]
    public void LearnItself_AnyDoubt_BelievesTheMeasurementAsFarAsItRepeats(double scatter, double shared)
    {
        var spread = new Spread(Bounded(scatter), Bounded(scatter), Bounded(shared));

        var (shift, left) = spread.LearnItself(StackDoubt.None, 0.05, 0.4);

        Assert.InRange(shift, 0, 0.4);
        Assert.True(left.Below <= 0.05 && left.Below <= Widening.Sum(spread.Below, spread.Shared) + 1e-12);
    }

    [Fact]
    public void LearnItself_DoubtOfATenth_MovesByFourFifthsOfIt() =>
        Assert.Equal(0.4 * 0.01 / 0.0125, new Spread(0.1, 0.1, 0).LearnItself(StackDoubt.None, 0.05, 0.4).Shift, 1e-12);

    [Fact]
    public void Learn_WithoutScatter_BelievesTheMeasurement()
    {
        var spread = new Spread(0, 0, 0.5);

        Assert.Equal(0.3, Spread.Learn(spread, StackDoubt.None, spread, StackDoubt.None, 0.3).Shift, 1e-9);
    }

    [Fact]
    public void Learn_JobThatOwesItsTimeToOtherConstants_LearnsLess()
    {
        // Step time of launches alone, and of matrix multiplies alone.
        var stack = StackCatalog.Default.Get("torchtune");
        var accelerator = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var launches = StackDoubt.Of(stack, accelerator, static changed => changed.KernelLaunch.TotalSeconds);
        var multiplies = StackDoubt.Of(stack, accelerator, static changed => 1 / changed.Training.MatrixShare);
        var spread = new Spread(0.1, 0.1, 0);

        var (alike, left) = Spread.Learn(spread, launches, spread, launches, 0.5);
        var (unlike, whole) = Spread.Learn(spread, launches, spread, multiplies, 0.5);

        Assert.InRange(alike, 0.45, 0.5);
        Assert.Equal(0, unlike, 1e-12);
        Assert.Equal(0.1 * 1.2815515655446004, whole.Shared, 1e-3);
        Assert.True(left.Shared < 0.15);
    }

    [Fact]
    public void Of_FartherFromWhatWasMeasured_IsWider()
    {
        var known = Spread.Of("time/network/llm-foundry-fsdp", "none", 4096, 16).Factors;

        Assert.True(Spread.Of("time/network/llm-foundry-fsdp", "none", 4096, 4096).Factors.High > known.High);
        Assert.True(Spread.Of("time/network/llm-foundry-fsdp", "none", 65536, 16).Factors.High > known.High);
        Assert.True(Spread.Of("time/network/nobodys-framework", "none", 4096, 16).OfOtherStack().Factors.Low < known.Low);
        Assert.True(
            Spread.Of("time/network/llm-foundry-fsdp", "none", 4096, 16, Widening.Of(KernelTransfer.OtherVendor)).Factors.Low < known.Low
        );
    }

    [Theory]
    [InlineData(KernelTransfer.Fitted, KernelTransfer.SameDie)]
    [InlineData(KernelTransfer.SameDie, KernelTransfer.RelatedArchitecture)]
    [InlineData(KernelTransfer.RelatedArchitecture, KernelTransfer.OtherVendor)]
    public void Widening_FartherTransfer_IsWider(KernelTransfer near, KernelTransfer far) =>
        Assert.True(Widening.Of(near) < Widening.Of(far));

    [Fact]
    public void Residuals_UnknownClass_TakesTheNearestAbove()
    {
        var residuals = new Residuals([new("time", 0.8, 1.3), new("time/node", 0.9, 1.1)]);

        Assert.Equal((0.9, 1.1), residuals.Of("time/node/x/y"));
        Assert.Equal((0.8, 1.3), residuals.Of("time/network"));
        Assert.Equal((1, 1), residuals.Of("else"));
    }

    [Fact]
    public void Residuals_ModelThatWasNotMeasured_TakesTheQuantilesOfOthers()
    {
        var residuals = new Residuals([
            new("time", 0.8, 1.3) { OtherLow = 0.5, OtherHigh = 2 },
            new("time/node", 0.9, 1.1) { OtherLow = 0.7, OtherHigh = 1.5 },
            new("time/node/stack", 0.95, 1.05)
            {
                Models = new HashSet<string> { "a", "b" },
            },
        ]);

        Assert.Equal((0.95, 1.05), residuals.Of("time/node/stack", "a"));
        Assert.Equal((0.7, 1.5), residuals.Of("time/node/stack", "c"));
        Assert.Equal((0.7, 1.5), residuals.Of("time/node/another", "a"));
        Assert.Equal((0.95, 1.05), residuals.Of("time/node/stack"));
    }
}
