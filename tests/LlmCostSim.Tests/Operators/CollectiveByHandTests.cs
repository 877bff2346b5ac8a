using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using static LlmCostSim.Tests.Operators.ToyCollectives;

namespace LlmCostSim.Tests.Operators;

/// <summary>Collectives within a node worked out by hand on <see cref="ToyCollectives"/>.</summary>
public sealed class CollectiveByHandTests
{
    [Theory]
    [InlineData(1, 1e6)]
    [InlineData(4, 0)]
    public void Seconds_NothingToMove_IsZero(int ranks, double bytes) =>
        Assert.Equal(0, Of().Seconds(CollectiveKind.AllReduce, bytes, In(ranks)));

    /// <summary>
    /// A ring of four: six steps, each rank sends 2·3/4 of the tensor and moves a quarter within its memory. Small tensors travel with
    /// flags, middle ones in lines, large ones in bulk.
    /// </summary>
    [Theory]
    [InlineData(1e4, 1.5 * 4 * Wire, 0, 0)]
    [InlineData(3e5, 1.5 * 2 * Wire, 6 * 2 * Step, 0.25 * 4 * Local)]
    [InlineData(1e7, 1.5 * Wire, 6 * 4 * Step, 0.25 * Local)]
    public void AllReduce_SmallMiddleAndLarge_TakesItsProtocol(double bytes, double wire, double steps, double local) =>
        Near(Kernel + (6 * Step) + (bytes * wire) + steps + (bytes * local), Of().Seconds(CollectiveKind.AllReduce, bytes, In(4)));

    /// <summary>
    /// Three steps and 3/4 of the tensor; gathering moves 1.5 times its own part and waits 1.5 times as long for lines (a step more each,
    /// here).
    /// </summary>
    [Theory]
    [InlineData(CollectiveKind.ReduceScatter, 3e5, 0.75 * 2 * Wire, 3 * Step, 0.25 * 4 * Local)]
    [InlineData(CollectiveKind.AllGather, 3e5, 0.75 * 2 * Wire, 3 * 1.5 * Step, 0.25 * 1.5 * 4 * Local)]
    [InlineData(CollectiveKind.ReduceScatter, 1e7, 0.75 * Wire, 3 * 4 * Step, 0.25 * Local)]
    [InlineData(CollectiveKind.AllGather, 1e7, 0.75 * Wire, 3 * 4 * Step, 0.25 * 1.5 * Local)]
    [InlineData(CollectiveKind.Broadcast, 1e7, Wire, 3 * 4 * Step, 0)]
    internal void Ring_OneWay_IsHalfOfAnAllReduce(CollectiveKind kind, double bytes, double wire, double steps, double local) =>
        Near(
            Kernel + (3 * Step) + (bytes * wire) + steps + (bytes * local),
            Of(library: Library with { LineStepFactor = 1 }).Seconds(kind, bytes, In(4))
        );

    /// <summary>All peers at once in log₂ steps: flags at a peer's share of one part, lines and bulk after the peers' start.</summary>
    [Theory]
    [InlineData(1e4, 0.25 * 10 * Wire, 0, 0)]
    [InlineData(4e5, 0.75 * 2 * Wire, 7e-6, 0.25 * 4 * Local)]
    [InlineData(1e7, 0.75 * Wire, 7e-6 + (2 * 4 * Step), 0.25 * Local)]
    public void AllToAll_SmallMiddleAndLarge_TakesItsProtocol(double bytes, double wire, double start, double local) =>
        Near(Kernel + (2 * Step) + (bytes * wire) + start + (bytes * local), Of().Seconds(CollectiveKind.AllToAll, bytes, In(4)));

    /// <summary>Kernels of the line protocol and of pairs start later; those with flags do not.</summary>
    [Theory]
    [InlineData(CollectiveKind.AllReduce, 1e4, 0)]
    [InlineData(CollectiveKind.AllReduce, 3e5, 5e-7)]
    [InlineData(CollectiveKind.AllReduce, 1e7, 0)]
    [InlineData(CollectiveKind.AllToAll, 1e4, 5e-7)]
    [InlineData(CollectiveKind.AllToAll, 1e7, 5e-7)]
    internal void Seconds_LinesAndPairs_StartLater(CollectiveKind kind, double bytes, double later) =>
        Near(later + Of().Seconds(kind, bytes, In(4)), Of(Constants with { LineSeconds = 5e-7 }).Seconds(kind, bytes, In(4)));

    /// <summary>One to one reaches another share of the link, over a host link the same as all.</summary>
    [Theory]
    [InlineData(LinkTopology.Switch, 0.25)]
    [InlineData(LinkTopology.Host, 0.4)]
    public void SendReceive_InANode_IsOneStep(LinkTopology topology, double share) =>
        Near(Kernel + Step + (1e7 / (share * 1e11)), Of(topology: topology).Seconds(CollectiveKind.SendReceive, 1e7, In(2)));

    /// <summary>The best size of a pipeline's segments adds 2√(fill · wire).</summary>
    [Fact]
    public void Bulk_InSegments_AddsThePipelinesFilling()
    {
        const double wire = 1e8 * 1.5 * Wire;
        Near(
            Kernel + (6 * Step) + (6 * 4 * Step) + wire + (2 * Math.Sqrt(1e-4 * wire)) + (1e8 * 0.25 * Local),
            Of(Constants with { FillSeconds = 1e-4 }).Seconds(CollectiveKind.AllReduce, 1e8, In(4))
        );
    }

    /// <summary>
    /// Bridged pairs: larger groups go over the host link (10¹⁰ B/s, 0.4 of it: 12.5 times as long). A mesh of eight spreads its links:
    /// four ranks have three of seven.
    /// </summary>
    public static TheoryData<LinkTopology, int, double> Topologies =>
        new()
        {
            { LinkTopology.Pairs, 2, 1 },
            { LinkTopology.Pairs, 4, 12.5 },
            { LinkTopology.Mesh, 4, 7 / 3.0 },
            { LinkTopology.Mesh, 8, 1 },
            { LinkTopology.Switch, 4, 1 },
        };

    [Theory]
    [MemberData(nameof(Topologies))]
    public void ReduceScatter_OnATopology_HasItsWire(LinkTopology topology, int ranks, double slower)
    {
        double peers = ranks - 1;
        Near(
            Kernel + (peers * Step) + (peers * 4 * Step) + (1e8 * peers / ranks * slower * Wire) + (1e8 / ranks * Local),
            Of(topology: topology).Seconds(CollectiveKind.ReduceScatter, 1e8, In(ranks))
        );
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void AllToAll_LargeOnATopology_HasItsWire(LinkTopology topology, int ranks, double slower)
    {
        var steps = Math.Log2(ranks);
        Near(
            Kernel + (steps * Step) + 7e-6 + (steps * 4 * Step) + (1e8 * (ranks - 1) / ranks * slower * Wire) + (1e8 / ranks * Local),
            Of(topology: topology).Seconds(CollectiveKind.AllToAll, 1e8, In(ranks))
        );
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void AllToAll_SmallOnATopology_HasItsWire(LinkTopology topology, int ranks, double slower) =>
        Near(
            Kernel + (Math.Log2(ranks) * Step) + (100.0 / ranks * slower * 10 * Wire),
            Of(topology: topology).Seconds(CollectiveKind.AllToAll, 100, In(ranks))
        );

    [Theory]
    [MemberData(nameof(Topologies))]
    public void SendReceive_OnATopology_HasItsWire(LinkTopology topology, int ranks, double slower) =>
        Near(Kernel + Step + (1e8 * slower * 2 * Wire), Of(topology: topology).Seconds(CollectiveKind.SendReceive, 1e8, In(ranks)));

    /// <summary>The host cannot launch faster than so: collectives of less wait for it, single messages do not.</summary>
    [Fact]
    public void Host_SlowToLaunch_LimitsSmallCollectives()
    {
        var library = Library with { HostSeconds = 1e-3 };
        Assert.Equal(1e-3, Of(library: library).Seconds(CollectiveKind.AllReduce, 100, In(4)));
        Near(Of().Seconds(CollectiveKind.SendReceive, 100, In(2)), Of(library: library).Seconds(CollectiveKind.SendReceive, 100, In(2)));
        Near(Of().Seconds(CollectiveKind.AllReduce, 1e9, In(4)), Of(library: library).Seconds(CollectiveKind.AllReduce, 1e9, In(4)));
    }
}
