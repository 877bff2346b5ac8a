using LlmCostSim.Operators;

namespace LlmCostSim.Tests.Operators;

/// <summary>How the ranks of a collective lie on nodes.</summary>
public sealed class CollectiveGroupTests
{
    /// <summary>Members are a stride apart: so many fit a node, and the whole node shares its cards.</summary>
    [Theory]
    [InlineData(8, 1, 8, 8, 1, 8)] // tensor parallelism fills a node
    [InlineData(4, 1, 8, 4, 1, 8)] // two tensor groups share a node
    [InlineData(2, 1, 8, 2, 1, 8)]
    [InlineData(16, 8, 8, 1, 16, 8)] // data parallelism outside it: one rank a node, eight groups share the cards
    [InlineData(16, 2, 8, 4, 4, 8)]
    [InlineData(16, 1, 8, 8, 2, 8)]
    [InlineData(4, 16, 8, 1, 4, 8)]
    [InlineData(1, 64, 8, 1, 1, 8)]
    [InlineData(4, 1, 1, 1, 4, 1)]
    public void Strided_RanksApart_LieOnNodes(int ranks, int stride, int perNode, int inNode, int nodes, int sharers)
    {
        var group = CollectiveGroup.Strided(ranks, stride, perNode);

        Assert.Equal((ranks, inNode, nodes, sharers), (group.Ranks, group.RanksPerNode, group.Nodes, group.NetworkSharers));
    }

    /// <summary>Nodes, and depths of trees over nodes, ranks and a node's ranks.</summary>
    [Theory]
    [InlineData(1, 1, 1, 0, 0, 0)]
    [InlineData(2, 2, 1, 0, 1, 1)]
    [InlineData(16, 8, 2, 1, 4, 3)]
    [InlineData(17, 8, 3, 2, 5, 3)]
    [InlineData(3, 3, 1, 0, 2, 2)]
    [InlineData(5, 5, 1, 0, 3, 3)]
    [InlineData(8, 8, 1, 0, 3, 3)]
    [InlineData(9, 8, 2, 1, 4, 3)]
    [InlineData(12, 4, 3, 2, 4, 2)]
    public void Depths_OfNodesAndRanks_AreThoseOfTrees(int ranks, int perNode, int nodes, int nodeSteps, int rankSteps, int nodeRankSteps)
    {
        var group = new CollectiveGroup(ranks, perNode, 8);
        Assert.Equal((nodes, nodeSteps, rankSteps, nodeRankSteps), (group.Nodes, group.NodeSteps, group.RankSteps, group.NodeRankSteps));
        Assert.Equal(
            (1.0 / ranks, 1.0 / perNode, 1.0 / nodes, 8),
            (group.InverseRanks, group.InverseRanksPerNode, group.InverseNodes, group.NetworkSharers)
        );
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4, 0, 4)]
    [InlineData(4, 5, 5)]
    [InlineData(4, 4, 3)]
    [InlineData(4, 8, 8)]
    [InlineData(8, 4, 2)]
    public void Constructor_Impossible_IsRefused(int ranks, int perNode, int sharers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectiveGroup(ranks, perNode, sharers));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Strided_Impossible_IsRefused(int ranks, int stride, int perNode) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CollectiveGroup.Strided(ranks, stride, perNode));
}
