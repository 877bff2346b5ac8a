using LlmCostSim.Operators;

namespace LlmCostSim.Tests.Operators;

public sealed class CollectiveGroupTests
{
    [Theory]
    [InlineData(8, 1, 8, 8, 1, 8)] // tensor parallelism fills a node
    [InlineData(4, 1, 8, 4, 1, 8)] // two tensor groups share a node
    [InlineData(16, 8, 8, 1, 16, 8)] // data parallelism outside it: one rank a node, eight groups share the cards
    [InlineData(16, 2, 8, 4, 4, 8)]
    [InlineData(16, 1, 8, 8, 2, 8)]
    [InlineData(1, 64, 8, 1, 1, 8)]
    public void Strided_RanksApart_LieOnNodes(int ranks, int stride, int perNode, int inNode, int nodes, int sharers)
    {
        var group = CollectiveGroup.Strided(ranks, stride, perNode);

        Assert.Equal((inNode, nodes, sharers), (group.RanksPerNode, group.Nodes, group.NetworkSharers));
    }

    [Fact]
    public void Constructor_MoreRanksPerNodeThanRanks_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectiveGroup(4, 8, 8));

    [Fact]
    public void Constructor_FewerSharersThanRanksPerNode_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectiveGroup(8, 4, 2));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 3)]
    [InlineData(9, 4)]
    public void RankSteps_Ranks_IsTheDepthOfATree(int ranks, int steps) => Assert.Equal(steps, CollectiveGroup.WithinNode(ranks).RankSteps);
}
