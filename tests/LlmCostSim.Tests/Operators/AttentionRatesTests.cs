using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>What both attention kernels start from.</summary>
public sealed class AttentionRatesTests
{
    private static readonly FlopRate Sixteen = Chip.Peak.Bf16!.Value,
        Eight = Chip.Peak.Fp8!.Value,
        ThirtyTwo = Chip.Peak.Fp32!.Value;

    private static double Peak(PeakRates rates, NumberFormat format) => AttentionRates.Peak(Chip with { Peak = rates }, format);

    [Fact]
    public void Peak_OfAFormatThatTheChipHas_IsItsOwn() =>
        Assert.Equal(
            (Eight.FlopsPerSecond, ThirtyTwo.FlopsPerSecond),
            (Peak(Chip.Peak, NumberFormat.Fp8), Peak(Chip.Peak, NumberFormat.Fp32))
        );

    [Fact]
    public void Peak_OfAFormatThatTheChipLacks_IsThatOfSixteenBits()
    {
        Assert.Equal(Sixteen.FlopsPerSecond, Peak(new PeakRates { Bf16 = Sixteen, Fp32 = ThirtyTwo }, NumberFormat.Fp8));
        Assert.Equal(Sixteen.FlopsPerSecond, Peak(new PeakRates { Fp16 = Sixteen, Fp32 = ThirtyTwo }, NumberFormat.Fp8));
    }

    [Fact]
    public void Peak_WithoutSixteenBits_IsThatOfSinglePrecision() =>
        Assert.Equal(ThirtyTwo.FlopsPerSecond, Peak(new PeakRates { Fp32 = ThirtyTwo }, NumberFormat.Bf16));

    [Fact]
    public void Peak_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Peak(new PeakRates(), NumberFormat.Bf16));

    /// <summary>16 exponentials a clock of 10⁹ Hz, of which half does not hide; none where the clock is not known.</summary>
    [Theory]
    [InlineData(1000, 0.5 / 16e9)]
    [InlineData(0, 0)]
    public void ExponentialSeconds_OfAClock_AreWhatDoesNotHide(double megahertz, double seconds) =>
        Near(seconds, AttentionRates.ExponentialSeconds(Chip with { BoostClockMHz = megahertz }, Attention with { SoftmaxExposure = 0.5 }));
}
