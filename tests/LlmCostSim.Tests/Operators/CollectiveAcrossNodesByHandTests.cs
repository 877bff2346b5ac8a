using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using static LlmCostSim.Tests.Operators.ToyCollectives;

namespace LlmCostSim.Tests.Operators;

/// <summary>Collectives over several nodes worked out by hand on <see cref="ToyCollectives"/>.</summary>
public sealed class CollectiveAcrossNodesByHandTests
{
    /// <summary>Sixteen ranks on two nodes: eight ranks over four cards.</summary>
    private static readonly CollectiveGroup Across = CollectiveGroup.Strided(16, 1, 8);

    /// <summary>One rank on each of sixteen nodes, while all eight of a node use its cards at the same time.</summary>
    private static readonly CollectiveGroup Apart = CollectiveGroup.Strided(16, 8, 8);

    /// <summary>
    /// A ring: 2 x (1 Network step and 14 steps), 2·15/16 of the tensor at the node's rate, which eight ranks' flows through it share once:
    /// 2·10⁻¹⁰ s a byte. A tree: one Network step up and one down, seven steps in the node each way, half of the tensor twice over the
    /// network.
    /// </summary>
    [Theory]
    [InlineData(1e4)]
    [InlineData(1e9)]
    public void AllReduce_AcrossNodes_IsTheQuickerOfRingAndTree(double bytes)
    {
        var ring = (2 * (2e-5 + (14 * Step))) + (2 * bytes * 15 / 16 * Network);
        var tree = (2 * 2e-5) + (2 * 7 * Step) + (2 * bytes * Math.Max(Network / 2, Wire));
        Near(Kernel + Math.Min(ring, tree), Of().Seconds(CollectiveKind.AllReduce, bytes, Across));
        Assert.True(tree < ring);
    }

    /// <summary>
    /// One rank per node, at an eighth of the network each: a tree of four levels beats the ring's fifteen steps while bytes are few.
    /// </summary>
    [Theory]
    [InlineData(CollectiveKind.AllReduce, 1e4, (2 * 4 * NetworkStep) + (2 * 1e4 * 8 * Network * 15 / 16))]
    [InlineData(CollectiveKind.AllGather, 1e6, (15 * NetworkStep) + (1e6 * 15 / 16 * 8 * Network))]
    [InlineData(CollectiveKind.Broadcast, 1e6, (4 * NetworkStep) + (1e6 * 8 * Network))]
    [InlineData(CollectiveKind.AllToAll, 1e6, 7e-6 + NetworkStep + (1e6 * 15 / 16 * 8 * Network))]
    internal void Seconds_OneRankPerNode_SharesTheCardsOfItsNode(CollectiveKind kind, double bytes, double seconds) =>
        Near(Kernel + seconds, Of().Seconds(kind, bytes, Apart));

    [Fact]
    public void Seconds_ARankAlone_HasOneOfFourCards() =>
        Near(
            Kernel + (15 * NetworkStep) + (1e6 * 15 / 16 * 4 * Network),
            Of().Seconds(CollectiveKind.AllGather, 1e6, new CollectiveGroup(16, 1, 1))
        );

    /// <summary>One network step and fourteen in the nodes; 15/16 of the tensor, the slower of network and link.</summary>
    [Theory]
    [InlineData(CollectiveKind.AllGather)]
    [InlineData(CollectiveKind.ReduceScatter)]
    internal void Ring_AcrossNodes_IsHalfOfAnAllReduce(CollectiveKind kind)
    {
        Near(Kernel + 2e-5 + (14 * Step) + (1e8 * 15 / 16 * 2e-10), Of().Seconds(kind, 1e8, Across));
        Near(Kernel + 2e-5 + (14 * Step) + (1e8 * 15 / 16 * 1e-9), Of(Constants with { LinkEfficiency = 0.01 }).Seconds(kind, 1e8, Across));
        const double wire = 1e8 * 15 / 16 * 2e-10;
        Near(
            Kernel + 2e-5 + (14 * Step) + wire + (2 * Math.Sqrt(1e-4 * wire)),
            Of(Constants with { FillSeconds = 1e-4 }).Seconds(kind, 1e8, Across)
        );
    }

    /// <summary>Half of what a rank sends leaves its node, with all eight ranks' at once; beside what stays where that takes longer.</summary>
    [Theory]
    [InlineData(0.5, 1e8 * 0.5 * Network * 8)]
    [InlineData(1e-5, 1e8 * 15 / 16 / (1e11 * 1e-5))]
    public void AllToAll_AcrossNodes_IsTheSlowerOfNetworkAndLink(double linkEfficiency, double seconds) =>
        Near(
            Kernel + 7e-6 + NetworkStep + seconds,
            Of(Constants with { LinkEfficiency = linkEfficiency }).Seconds(CollectiveKind.AllToAll, 1e8, Across)
        );

    /// <summary>A tree over nodes, then ranks.</summary>
    [Fact]
    public void Broadcast_AcrossNodes_IsATree() =>
        Near(Kernel + NetworkStep + (3 * Step) + (1e8 * Network), Of().Seconds(CollectiveKind.Broadcast, 1e8, Across));

    /// <summary>The whole node's flows share its cards, however many of the group's ranks are on it.</summary>
    [Theory]
    [InlineData(2, 8)]
    [InlineData(4, 4)]
    public void SendReceive_AcrossNodes_SharesTheCardsWithItsNode(int ranks, int stride) =>
        Near(
            Kernel + NetworkStep + (1e8 * 8 * Network),
            Of().Seconds(CollectiveKind.SendReceive, 1e8, CollectiveGroup.Strided(ranks, stride, 8))
        );

    /// <summary>
    /// Where links are slower than the network (10⁻⁹ s a byte) a tree sends the whole tensor over them each way, a ring fifteen sixteenths.
    /// </summary>
    [Fact]
    public void AllReduce_OverSlowLinks_IsTheRing() =>
        Near(
            Kernel + (2 * (NetworkStep + (14 * Step))) + (2 * 1e9 * 15 / 16 * 1e-9),
            Of(Constants with { LinkEfficiency = 0.01 }).Seconds(CollectiveKind.AllReduce, 1e9, Across)
        );

    /// <summary>Ranks that are alone on their nodes send nothing over links, however slow: a tree and pairs as in a fast node.</summary>
    [Theory]
    [InlineData(CollectiveKind.AllReduce, 1e4)]
    [InlineData(CollectiveKind.AllToAll, 1e6)]
    internal void Seconds_OneRankPerNode_DoesNotDependOnItsLinks(CollectiveKind kind, double bytes) =>
        Near(Of().Seconds(kind, bytes, Apart), Of(Constants with { LinkEfficiency = 0.001 }).Seconds(kind, bytes, Apart));

    /// <summary>Four of a mesh's eight accelerators have three of each one's seven links: 7/3 of 10⁻⁹ s a byte.</summary>
    [Fact]
    public void AllGather_OverAPartOfAMesh_HasAPartOfItsLinks() =>
        Near(
            Kernel + (3 * NetworkStep) + (12 * Step) + (1e8 * 15 / 16 * 1e-9 * 7 / 3),
            Of(Constants with { LinkEfficiency = 0.01 }, topology: LinkTopology.Mesh)
                .Seconds(CollectiveKind.AllGather, 1e8, new CollectiveGroup(16, 4, 4))
        );
}
