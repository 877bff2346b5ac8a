using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Collectives worked out by hand: links of 10¹¹ B/s of which half is reached (2·10⁻¹¹ s per byte), 3 µs for a kernel, 1 µs for a step.
/// </summary>
public sealed class CollectiveByHandTests
{
    private const double Kernel = 3e-6,
        Step = 1e-6,
        Link = 2e-11,
        Local = 1.25e-12;

    private static readonly CollectiveConstants Hardware = new()
    {
        Chip = "toy",
        Origin = "made up",
        LinkEfficiency = 0.5,
        SendEfficiency = 0.25,
        LocalEfficiency = 0.8,
        KernelSeconds = Kernel,
        StepSeconds = Step,
        FillSeconds = 0,
        PeerSeconds = 7e-6,
        InSwitchEfficiency = 0,
        InSwitchSeconds = 0,
        HostLinkEfficiency = 0.4,
        NetworkStepSeconds = 2e-5,
    };

    /// <summary>
    /// Flags take a quarter of the link, lines half of it with two more steps each, bulk four more; channels of a peer a tenth.
    /// </summary>
    private static readonly CollectiveLibraryConstants Library = new()
    {
        Name = "toy",
        Origin = "made up",
        LowLatencyShare = 0.25,
        LineShare = 0.5,
        LineStepFactor = 2,
        BulkStepFactor = 4,
        PeerShare = 0.1,
        HostSeconds = 0,
        GatherFactor = 1.5,
    };

    private static CollectiveKernel Of(
        CollectiveConstants? hardware = null,
        CollectiveLibraryConstants? library = null,
        LinkTopology topology = LinkTopology.Switch,
        int perNode = 8
    ) =>
        new(
            new Cluster
            {
                Accelerator = Chip,
                Count = 64,
                Node = new Node
                {
                    Accelerators = perNode,
                    Link = new Link { Bandwidth = ByteRate.FromBytesPerSecond(1e11), Topology = topology },
                    HostBandwidth = Chip.HostBandwidth,
                    NetworkBandwidth = ByteRate.FromBytesPerSecond(1e10),
                    NetworkCards = 4,
                    NetworkEfficiency = 0.5,
                },
            },
            hardware ?? Hardware,
            library ?? Library
        );

    private static CollectiveGroup In(int ranks) => CollectiveGroup.WithinNode(ranks);

    [Theory]
    [InlineData(1, 1e6)]
    [InlineData(4, 0)]
    public void Nothing_TakesNoTime(int ranks, double bytes) => Assert.Equal(0, Of().Seconds(CollectiveKind.AllReduce, bytes, In(ranks)));

    /// <summary>
    /// A ring of four: six steps, each rank sends 2·3/4 of the tensor and moves a quarter within its memory. Small tensors travel with
    /// flags, middle ones in lines, large ones in bulk.
    /// </summary>
    [Theory]
    [InlineData(1e4, 1.5 * 4 * Link, 0, 0)]
    [InlineData(3e5, 1.5 * 2 * Link, 6 * 2 * Step, 0.25 * 4 * Local)]
    [InlineData(1e7, 1.5 * Link, 6 * 4 * Step, 0.25 * Local)]
    public void AllReduce_RingInThreeProtocols(double bytes, double wire, double steps, double local) =>
        Near(Kernel + (6 * Step) + (bytes * wire) + steps + (bytes * local), Of().Seconds(CollectiveKind.AllReduce, bytes, In(4)));

    /// <summary>
    /// Three steps and 3/4 of the tensor; gathering moves 1.5 times its own part and waits 1.5 times as long for lines (a step more each,
    /// here).
    /// </summary>
    [Theory]
    [InlineData(CollectiveKind.ReduceScatter, 3e5, 0.75 * 2 * Link, 3 * Step, 0.25 * 4 * Local)]
    [InlineData(CollectiveKind.AllGather, 3e5, 0.75 * 2 * Link, 3 * 1.5 * Step, 0.25 * 1.5 * 4 * Local)]
    [InlineData(CollectiveKind.ReduceScatter, 1e7, 0.75 * Link, 3 * 4 * Step, 0.25 * Local)]
    [InlineData(CollectiveKind.AllGather, 1e7, 0.75 * Link, 3 * 4 * Step, 0.25 * 1.5 * Local)]
    [InlineData(CollectiveKind.Broadcast, 1e7, Link, 3 * 4 * Step, 0)]
    internal void HalfOfARing(CollectiveKind kind, double bytes, double wire, double steps, double local) =>
        Near(
            Kernel + (3 * Step) + (bytes * wire) + steps + (bytes * local),
            Of(library: Library with { LineStepFactor = 1 }).Seconds(kind, bytes, In(4))
        );

    /// <summary>All peers at once in log₂ steps: flags at a peer's share of one part, lines and bulk after the peers' start.</summary>
    [Theory]
    [InlineData(1e4, 0.25 * 10 * Link, 0, 0)]
    [InlineData(4e5, 0.75 * 2 * Link, 7e-6, 0.25 * 4 * Local)]
    [InlineData(1e7, 0.75 * Link, 7e-6 + (2 * 4 * Step), 0.25 * Local)]
    public void AllToAll_Pairwise(double bytes, double wire, double start, double local) =>
        Near(Kernel + (2 * Step) + (bytes * wire) + start + (bytes * local), Of().Seconds(CollectiveKind.AllToAll, bytes, In(4)));

    /// <summary>One to one reaches another share of the link, over a host link the same.</summary>
    [Theory]
    [InlineData(LinkTopology.Switch, 2 * Link)]
    [InlineData(LinkTopology.Host, Link / 0.8)]
    public void SendReceive_OneStep(LinkTopology topology, double perByte) =>
        Near(
            Kernel + Step + (1e7 * perByte),
            Of(Hardware with { HostLinkEfficiency = topology == LinkTopology.Host ? 0.4 : 0.1 }, topology: topology)
                .Seconds(CollectiveKind.SendReceive, 1e7, In(2))
                + (topology == LinkTopology.Host ? 1e7 * ((Link / 0.8) - (1e-11 / 0.4)) : 0)
        );

    /// <summary>The best size of a pipeline's segments adds 2√(fill · wire).</summary>
    [Fact]
    public void Bulk_Pipelined()
    {
        const double wire = 1e8 * 1.5 * Link;
        Near(
            Kernel + (6 * Step) + (6 * 4 * Step) + wire + (2 * Math.Sqrt(1e-4 * wire)) + (1e8 * 0.25 * Local),
            Of(Hardware with { FillSeconds = 1e-4 }).Seconds(CollectiveKind.AllReduce, 1e8, In(4))
        );
    }

    /// <summary>
    /// Reduction in the switch: the tensor once, after the kernel's and the switch's start; not for two ranks, nor without a switch.
    /// </summary>
    [Theory]
    [InlineData(4, LinkTopology.Switch, true)]
    [InlineData(2, LinkTopology.Switch, false)]
    [InlineData(4, LinkTopology.Pairs, false)]
    public void AllReduce_InTheSwitch(int ranks, LinkTopology topology, bool inSwitch)
    {
        var hardware = Hardware with { InSwitchEfficiency = 0.8, InSwitchSeconds = 1e-6 };
        var time = Of(hardware, topology: topology).Seconds(CollectiveKind.AllReduce, 1e7, In(ranks));
        var expected = Kernel + 1e-6 + (1e7 / 0.8e11);
        if (inSwitch)
        {
            Near(expected, time);
        }
        else
        {
            Near(Of(topology: topology).Seconds(CollectiveKind.AllReduce, 1e7, In(ranks)), time);
        }
    }

    /// <summary>
    /// A library's own all-reduce up to its limit: one shot reads all peers' tensors, two shots twice three quarters; the switch makes that
    /// one tensor.
    /// </summary>
    [Theory]
    [InlineData(1e4, false, 2e-6 + (3 * 1e-7) + (3 * 1e4 / 0.5e11))]
    [InlineData(1e6, false, 2e-6 + (3 * 1e-7) + 4e-6 + (1.5 * 1e6 / 0.9e11))]
    [InlineData(1e6, true, 2e-6 + (3 * 1e-7) + 4e-6 + (1e6 / 0.9e11))]
    public void AllReduce_OfTheLibrary(double bytes, bool inSwitch, double expected)
    {
        var library = Library with
        {
            Custom = new CustomAllReduceConstants
            {
                KernelSeconds = 2e-6,
                PeerSeconds = 1e-7,
                OneShotEfficiency = 0.5,
                TwoShotEfficiency = 0.9,
                TwoShotSeconds = 4e-6,
                TwoShotInSwitch = inSwitch,
                LimitBytes = 1e6,
            },
        };
        // A slow reduction in the switch of the collectives library shows that there is one.
        var hardware = Hardware with
        {
            InSwitchEfficiency = 0.01,
        };
        Near(expected, Of(hardware, library).Seconds(CollectiveKind.AllReduce, bytes, In(4)));
        Near(
            Of(hardware).Seconds(CollectiveKind.AllReduce, 1e6 + 1, In(4)),
            Of(hardware, library).Seconds(CollectiveKind.AllReduce, 1e6 + 1, In(4))
        );
        Near(
            Of(hardware, topology: LinkTopology.Pairs).Seconds(CollectiveKind.AllReduce, bytes, In(4)),
            Of(hardware, library, LinkTopology.Pairs).Seconds(CollectiveKind.AllReduce, bytes, In(4))
        );
        Near(
            Of(hardware).Seconds(CollectiveKind.AllGather, bytes, In(4)),
            Of(hardware, library).Seconds(CollectiveKind.AllGather, bytes, In(4))
        );
        // On a mesh there is no switch to reduce in.
        Near(
            2e-6 + (3 * 1e-7) + (1e4 * 3 / 0.5e11),
            Of(hardware, library, LinkTopology.Mesh).Seconds(CollectiveKind.AllReduce, 1e4, In(4))
        );
        Near(
            2e-6 + (3 * 1e-7) + 4e-6 + (1.5e6 / 0.9e11),
            Of(hardware, library, LinkTopology.Mesh).Seconds(CollectiveKind.AllReduce, 1e6, In(4))
        );
        Near(
            2e-6 + (3 * 1e-7) + (3e6 / 0.5e11),
            Of(hardware, library with { Custom = library.Custom with { TwoShotEfficiency = 0 } })
                .Seconds(CollectiveKind.AllReduce, 1e6, In(4))
        );
    }

    /// <summary>
    /// Bridged pairs: larger groups go over the host link (10¹⁰ B/s, 0.4 of it: 12.5 times as long). A mesh of eight spreads its links:
    /// four ranks have three of seven.
    /// </summary>
    [Theory]
    [InlineData(LinkTopology.Pairs, 2, 1)]
    [InlineData(LinkTopology.Pairs, 4, 12.5)]
    [InlineData(LinkTopology.Mesh, 4, 7 / 3.0)]
    [InlineData(LinkTopology.Mesh, 8, 1)]
    [InlineData(LinkTopology.Switch, 4, 1)]
    public void Topology_LengthensTheWire(LinkTopology topology, int ranks, double slower)
    {
        double peers = ranks - 1;
        Near(
            Kernel + (peers * Step) + (peers * 4 * Step) + (1e8 * peers / ranks * slower * Link) + (1e8 / ranks * Local),
            Of(topology: topology).Seconds(CollectiveKind.ReduceScatter, 1e8, In(ranks))
        );
        var log = Math.Log2(ranks);
        Near(
            Kernel + (log * Step) + 7e-6 + (log * 4 * Step) + (1e8 * peers / ranks * slower * Link) + (1e8 / ranks * Local),
            Of(topology: topology).Seconds(CollectiveKind.AllToAll, 1e8, In(ranks))
        );
        Near(
            Kernel + (log * Step) + (100.0 / ranks * slower * slower * 10 * Link),
            Of(topology: topology).Seconds(CollectiveKind.AllToAll, 100, In(ranks)),
            0.5
        );
        Near(Kernel + Step + (1e8 * slower * 2 * Link), Of(topology: topology).Seconds(CollectiveKind.SendReceive, 1e8, In(ranks)));
    }

    private static void Near(double expected, double actual, double within = 1e-9) =>
        Assert.Equal(expected, actual, within * Math.Abs(expected));

    /// <summary>The host cannot launch faster than so: collectives of less wait for it, single messages do not.</summary>
    [Fact]
    public void Host_LimitsSmallCollectives()
    {
        var library = Library with { HostSeconds = 1e-3 };
        Assert.Equal(1e-3, Of(library: library).Seconds(CollectiveKind.AllReduce, 100, In(4)));
        Near(Of().Seconds(CollectiveKind.SendReceive, 100, In(2)), Of(library: library).Seconds(CollectiveKind.SendReceive, 100, In(2)));
        Near(Of().Seconds(CollectiveKind.AllReduce, 1e9, In(4)), Of(library: library).Seconds(CollectiveKind.AllReduce, 1e9, In(4)));
    }

    /// <summary>Sixteen ranks on two nodes that share the node's 5·10⁹ B/s: eight ranks over four cards.</summary>
    private static readonly CollectiveGroup Across = CollectiveGroup.Strided(16, 1, 8);

    /// <summary>
    /// A ring: 2 x (1 network step and 14 steps), 2·15/16 of the tensor at the node's rate, which eight ranks' flows through it share once:
    /// 2·10⁻¹⁰ s a byte. A tree: one network step up and one down, seven steps in the node each way, half of the tensor twice over the
    /// network.
    /// </summary>
    [Theory]
    [InlineData(1e4)]
    [InlineData(1e9)]
    public void Across_AllReduce_RingOrTree(double bytes)
    {
        const double network = 2e-10;
        var ring = (2 * (2e-5 + (14 * Step))) + (2 * bytes * 15 / 16 * network);
        var tree = (2 * 2e-5) + (2 * 7 * Step) + (2 * bytes * Math.Max(network / 2, Link));
        Near(Kernel + Math.Min(ring, tree), Of().Seconds(CollectiveKind.AllReduce, bytes, Across));
        Assert.True(tree < ring);
    }

    /// <summary>
    /// Sixteen nodes of one rank each: a tree of four levels beats the ring's fifteen steps while bytes are few; later both move about as
    /// much and the ring a little less.
    /// </summary>
    [Fact]
    public void Across_OneRankPerNode()
    {
        var group = CollectiveGroup.Strided(16, 8, 8);
        // All eight ranks of a node use its cards at the same time.
        const double network = 8 * 2e-10;
        Near(Kernel + (2 * 4 * 2e-5) + (2 * 1e4 * network * 15 / 16), Of().Seconds(CollectiveKind.AllReduce, 1e4, group));
        Near(Kernel + (15 * 2e-5) + (1e6 * 15 / 16 * network), Of().Seconds(CollectiveKind.AllGather, 1e6, group));
        Near(Kernel + (4 * 2e-5) + (1e6 * network), Of().Seconds(CollectiveKind.Broadcast, 1e6, group));
        Near(Kernel + 7e-6 + 2e-5 + (1e6 * 15 / 16 * network), Of().Seconds(CollectiveKind.AllToAll, 1e6, group));
        // A single rank has one of four cards at most.
        Near(
            Kernel + (15 * 2e-5) + (1e6 * 15 / 16 * 4 * 2e-10),
            Of().Seconds(CollectiveKind.AllGather, 1e6, new CollectiveGroup(16, 1, 1))
        );
    }

    /// <summary>One network step and fourteen in the nodes; 15/16 of the tensor, the slower of network and link.</summary>
    [Theory]
    [InlineData(CollectiveKind.AllGather)]
    [InlineData(CollectiveKind.ReduceScatter)]
    internal void Across_HalfOfARing(CollectiveKind kind)
    {
        Near(Kernel + 2e-5 + (14 * Step) + (1e8 * 15 / 16 * 2e-10), Of().Seconds(kind, 1e8, Across));
        Near(Kernel + 2e-5 + (14 * Step) + (1e8 * 15 / 16 * 1e-9), Of(Hardware with { LinkEfficiency = 0.01 }).Seconds(kind, 1e8, Across));
        const double wire = 1e8 * 15 / 16 * 2e-10;
        Near(
            Kernel + 2e-5 + (14 * Step) + wire + (2 * Math.Sqrt(1e-4 * wire)),
            Of(Hardware with { FillSeconds = 1e-4 }).Seconds(kind, 1e8, Across)
        );
    }

    /// <summary>
    /// All-to-all: half of what a rank sends leaves its node, with all eight ranks' at once; beside what stays. Broadcast: a tree over
    /// nodes, then ranks. One message: the whole node's flows share the cards.
    /// </summary>
    [Fact]
    public void Across_OtherKinds()
    {
        Near(Kernel + 7e-6 + 2e-5 + (1e8 * 0.5 * 2e-10 * 8), Of().Seconds(CollectiveKind.AllToAll, 1e8, Across));
        Near(
            Kernel + 7e-6 + 2e-5 + (1e8 * 15 / 16 / 1e11 / 1e-5),
            Of(Hardware with { LinkEfficiency = 1e-5 }).Seconds(CollectiveKind.AllToAll, 1e8, Across)
        );
        Near(Kernel + 2e-5 + (3 * Step) + (1e8 * 2e-10), Of().Seconds(CollectiveKind.Broadcast, 1e8, Across));
        Near(Kernel + 2e-5 + (1e8 * 8 * 2e-10), Of().Seconds(CollectiveKind.SendReceive, 1e8, CollectiveGroup.Strided(2, 8, 8)));
    }

    /// <summary>Nodes, and depths of trees over nodes, ranks and a node's ranks.</summary>
    [Theory]
    [InlineData(1, 1, 1, 0, 0, 0)]
    [InlineData(2, 2, 1, 0, 1, 1)]
    [InlineData(16, 8, 2, 1, 4, 3)]
    [InlineData(17, 8, 3, 2, 5, 3)]
    [InlineData(5, 5, 1, 0, 3, 3)]
    [InlineData(12, 4, 3, 2, 4, 2)]
    public void Group_Depths(int ranks, int perNode, int nodes, int nodeSteps, int rankSteps, int nodeRankSteps)
    {
        var group = new CollectiveGroup(ranks, perNode, 8);
        Assert.Equal((nodes, nodeSteps, rankSteps, nodeRankSteps), (group.Nodes, group.NodeSteps, group.RankSteps, group.NodeRankSteps));
        Assert.Equal(
            (1.0 / ranks, 1.0 / perNode, 1.0 / nodes, 8),
            (group.InverseRanks, group.InverseRanksPerNode, group.InverseNodes, group.NetworkSharers)
        );
    }

    /// <summary>Members are a stride apart: so many fit a node, and the whole node shares its cards.</summary>
    [Theory]
    [InlineData(8, 1, 8, 8, 8)]
    [InlineData(16, 2, 8, 4, 8)]
    [InlineData(2, 1, 8, 2, 8)]
    [InlineData(4, 16, 8, 1, 8)]
    [InlineData(4, 1, 1, 1, 1)]
    public void Group_Strided(int ranks, int stride, int perNode, int inNode, int sharers) =>
        Assert.Equal(new CollectiveGroup(ranks, inNode, sharers), CollectiveGroup.Strided(ranks, stride, perNode));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4, 0, 4)]
    [InlineData(4, 5, 5)]
    [InlineData(4, 4, 3)]
    public void Group_Impossible_IsRefused(int ranks, int perNode, int sharers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectiveGroup(ranks, perNode, sharers));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Group_ImpossibleStride_IsRefused(int ranks, int stride, int perNode) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CollectiveGroup.Strided(ranks, stride, perNode));
}
