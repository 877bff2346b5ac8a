using LlmCostSim.Inference;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Inference;

/// <summary>How many experts a batch reaches.</summary>
public sealed class ExpertReachTests
{
    [Property(MaxTest = 200)]
    public void Of_MoreTokens_ReachesMoreButNeverMoreThanTheyChoose(byte experts, byte each, ushort tokens)
    {
        var all = 2.0 + experts;
        var perToken = 1.0 + (each % (int)all);
        var (few, more) = (ExpertReach.Of(all, perToken, 1 + tokens), ExpertReach.Of(all, perToken, 2.0 + tokens));
        Assert.InRange(few, perToken * (1 - 1e-12), Math.Min(all, perToken * (1.0 + tokens)) * (1 + 1e-12));
        Assert.InRange(more, few, all);
    }

    [Fact]
    public void Of_OneToken_IsWhatItChooses() => Assert.Equal(8, ExpertReach.Of(128, 8, 1), 12);

    /// <summary>One of two experts each: the first token misses half of them, and two more divide that by 1 + 2 ln 2.</summary>
    [Fact]
    public void Of_ThreeTokensOnTwoExperts_ByHand() => Assert.Equal(2 - (1 / (1 + (2 * Math.Log(2)))), ExpertReach.Of(2, 1, 3), 12);

    /// <summary>
    /// Loads drawn from aiconfigurator's power law (density x^-1.2 from 1 to 0.8 of the tokens) reach so many of 128 experts, 8 a token, in
    /// the mean of 2,000 draws; equal popularity would reach 112, 126 and 128.
    /// </summary>
    [Theory]
    [InlineData(32, 87.4)]
    [InlineData(64, 98.9)]
    [InlineData(128, 106.6)]
    public void Of_ManyTokens_IsThatOfAPowerLaw(double tokens, double drawn) =>
        Assert.InRange(ExpertReach.Of(128, 8, tokens) / drawn, 0.92, 1.08);
}
