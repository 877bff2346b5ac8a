using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>How layers lie on pipeline stages, counted by hand.</summary>
public sealed class PipelineSplitTests
{
    /// <summary>
    /// As many layers on each stage where they divide; with embedding and head counted as a layer each where those do (BLOOM: 72/12); none
    /// where neither does, nor on two stages, which both hold an end.
    /// </summary>
    [Theory]
    [InlineData(32, 4, 8)]
    [InlineData(32, 1, 32)]
    [InlineData(70, 12, 6)]
    [InlineData(10, 4, 3)]
    [InlineData(10, 3, 4)]
    [InlineData(11, 4, 0)]
    [InlineData(5, 2, 0)]
    public void Each_OfLayersAndStages_IsTheirQuotientOrNone(int layers, int stages, int each) =>
        Assert.Equal(each, PipelineSplit.Each(layers, stages));

    /// <summary>
    /// Ten layers: on four stages two at both ends and three between; on three stages three at both ends and four between; on seven, which
    /// divide neither 10 nor 12, two on the first three.
    /// </summary>
    [Theory]
    [InlineData(4, new[] { 2, 3, 3, 2 })]
    [InlineData(3, new[] { 3, 4, 3 })]
    [InlineData(7, new[] { 2, 2, 2, 1, 1, 1, 1 })]
    [InlineData(5, new[] { 2, 2, 2, 2, 2 })]
    public void LayersOf_TenLayers_FollowOneAnother(int stages, int[] counts)
    {
        var first = 0;
        for (var stage = 0; stage < stages; stage++)
        {
            Assert.Equal((first, counts[stage]), PipelineSplit.LayersOf(10, stages, stage));
            first += counts[stage];
        }

        Assert.Equal(10, first);
    }
}
