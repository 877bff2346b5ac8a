using System.Runtime.CompilerServices;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of collectives on a cluster with a library: the minimum over the algorithms and protocols that apply, each a latency per step plus
/// bytes over bandwidth (Hockney 1994; Thakur, Rabenseifner and Gropp 2005; Sanders, Speck and Träff 2009 for the tree). Allocates nothing.
/// </summary>
/// <remarks>Described in docs/kernels.md, "Collectives".</remarks>
internal readonly struct CollectiveKernel
{
    // Seconds: of starts and steps.
    private readonly double kernel,
        launch,
        gather,
        step,
        lineStep,
        bulkStep,
        lineStart,
        fill,
        peerStart,
        networkStep,
        inSwitchStart,
        custom,
        customPeer,
        twoShotStart;

    // Seconds per byte: over the link by protocol, in the own memory, through the switch, over the network of a node.
    private readonly double link,
        send,
        flags,
        lines,
        local,
        localLines,
        peer,
        direct,
        inSwitch,
        network,
        oneShot,
        twoShot;
    private readonly double customLimit;
    private readonly bool customInSwitch;
    private readonly int cards,
        accelerators;
    private readonly LinkTopology topology;

    /// <summary>Prepares the model.</summary>
    /// <param name="cluster">Links, nodes and network.</param>
    /// <param name="constants">The accelerator's constants.</param>
    /// <param name="library">The library's constants.</param>
    public CollectiveKernel(Cluster cluster, CollectiveConstants constants, CollectiveLibraryConstants library)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentNullException.ThrowIfNull(library);
        var node = cluster.Node;
        var nominal = node.Link.Bandwidth.BytesPerSecond;
        (cards, accelerators, topology) = (node.NetworkCards, node.Accelerators, node.Link.Topology);
        (kernel, launch) = (constants.KernelSeconds, library.HostSeconds);
        (step, lineStep, bulkStep) = (
            constants.StepSeconds,
            constants.StepSeconds * library.LineStepFactor,
            constants.StepSeconds * library.BulkStepFactor
        );
        (lineStart, fill, peerStart, gather) = (constants.LineSeconds, constants.FillSeconds, constants.PeerSeconds, library.GatherFactor);
        link = 1 / (nominal * (topology == LinkTopology.Host ? constants.HostLinkEfficiency : constants.LinkEfficiency));
        send = topology == LinkTopology.Host ? 1 : constants.LinkEfficiency / constants.SendEfficiency;
        (flags, lines, peer) = (link / library.LowLatencyShare, link / library.LineShare, link / library.PeerShare);
        local = 1 / (cluster.Accelerator.MemoryBandwidth.BytesPerSecond * constants.LocalEfficiency);
        localLines = local / library.LowLatencyShare;
        direct = Math.Max(1, 1 / (node.HostBandwidth.BytesPerSecond * constants.HostLinkEfficiency * link));
        inSwitch = constants.InSwitchEfficiency > 0 && topology == LinkTopology.Switch ? 1 / (nominal * constants.InSwitchEfficiency) : 0;
        inSwitchStart = kernel + constants.InSwitchSeconds;
        (network, networkStep) = (1 / (node.NetworkBandwidth.BytesPerSecond * node.NetworkEfficiency), constants.NetworkStepSeconds);
        customLimit = -1;
        if (library.Custom is { } own && topology is LinkTopology.Switch or LinkTopology.Mesh)
        {
            (custom, customPeer, customLimit) = (own.KernelSeconds, own.PeerSeconds, own.LimitBytes);
            oneShot = 1 / (nominal * own.OneShotEfficiency);
            twoShot = own.TwoShotEfficiency > 0 ? 1 / (nominal * own.TwoShotEfficiency) : double.PositiveInfinity;
            (twoShotStart, customInSwitch) = (own.TwoShotSeconds, own.TwoShotInSwitch && inSwitch > 0);
        }
    }

    /// <summary>Seconds of one collective. 0 for a group of one rank or no bytes.</summary>
    /// <param name="kind">Which collective.</param>
    /// <param name="bytes">The full tensor per rank, bytes, 0 or more: before a reduction, after a gather, all that a rank sends in an
    /// all-to-all.</param>
    /// <param name="group">The ranks and how they lie on the nodes.</param>
    public double Seconds(CollectiveKind kind, double bytes, in CollectiveGroup group)
    {
        if (group.Ranks <= 1 || !(bytes > 0))
        {
            return 0;
        }

        var time = group.Nodes > 1 ? AcrossNodes(kind, bytes, group) : InNode(kind, bytes, group);
        return kind == CollectiveKind.SendReceive ? time : double.MaxNative(time, launch);
    }

    private double InNode(CollectiveKind kind, double bytes, in CollectiveGroup group)
    {
        double peers = group.Ranks - 1,
            own = bytes * group.InverseRanks,
            moved = own * peers;
        switch (kind)
        {
            case CollectiveKind.AllReduce:
                var time = Ring(2 * peers, 2 * moved, own, 1, group);
                if (inSwitch > 0 && group.Ranks > 2)
                {
                    time = double.MinNative(time, inSwitchStart + Pipelined(bytes * inSwitch));
                }

                return bytes <= customLimit ? double.MinNative(time, Custom(bytes, moved, peers)) : time;
            case CollectiveKind.AllToAll:
                return Pairwise(moved, own, group);
            case CollectiveKind.SendReceive:
                return kernel + step + (bytes * link * Slower(group.Ranks) * send);
            case CollectiveKind.Broadcast:
                return Ring(peers, bytes, 0, 1, group);
            case CollectiveKind.AllGather:
                return Ring(peers, moved, own * gather, gather, group);
            default:
                return Ring(peers, moved, own, 1, group);
        }
    }

    // How many times longer a byte takes than over the whole link: bridged pairs leave their link when the group is larger; a mesh spreads
    // it over all neighbours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Slower(int ranks) =>
        topology switch
        {
            LinkTopology.Pairs when ranks > 2 => direct,
            LinkTopology.Mesh when ranks < accelerators => (accelerators - 1.0) / Math.Max(1, ranks - 1),
            _ => 1,
        };

    // The minimum over the three protocols of a ring; own is the part of the tensor that a rank only moves within its memory.
    private double Ring(double steps, double moved, double own, double lineFactor, in CollectiveGroup group)
    {
        moved *= Slower(group.Ranks);
        var withFlags = moved * flags;
        var withLines = lineStart + (steps * lineStep * lineFactor) + (moved * lines) + (own * localLines);
        var bulk = (steps * bulkStep) + Pipelined(moved * link) + (own * local);
        return kernel + (steps * step) + double.MinNative(double.MinNative(withFlags, withLines), bulk);
    }

    // All-to-all: all peers at once, each over its own channels.
    private double Pairwise(double moved, double own, in CollectiveGroup group)
    {
        var slower = Slower(group.Ranks);
        moved *= slower;
        var withFlags = own * peer * slower;
        var withLines = peerStart + (moved * lines) + (own * localLines);
        var bulk = peerStart + (group.RankSteps * bulkStep) + Pipelined(moved * link) + (own * local);
        return kernel + lineStart + (group.RankSteps * step) + double.MinNative(double.MinNative(withFlags, withLines), bulk);
    }

    // Time on the wire, and what the pipeline's segments of the best size add to it.
    private double Pipelined(double wire) => wire + (2 * Math.Sqrt(fill * wire));

    private double Custom(double bytes, double moved, double peers)
    {
        var start = custom + (peers * customPeer);
        return start + double.MinNative(peers * bytes * oneShot, twoShotStart + ((customInSwitch ? bytes : 2 * moved) * twoShot));
    }

    // A ring crosses the network once per node; a tree between the nodes works on the shards that a reduce-scatter within them leaves, and
    // is pipelined with it.
    private double AcrossNodes(CollectiveKind kind, double bytes, in CollectiveGroup group)
    {
        int ranks = group.Ranks,
            inNode = group.RanksPerNode,
            nodes = group.Nodes;
        var rate = link * Slower(inNode);
        var perNode = network * Math.Max(group.NetworkSharers, cards) * group.InverseRanksPerNode;
        var start = kernel;
        var moved = bytes * (ranks - 1) * group.InverseRanks;
        var slowest = double.MaxNative(perNode, rate);
        var hops = ((nodes - 1) * networkStep) + ((ranks - nodes) * step);
        switch (kind)
        {
            case CollectiveKind.AllReduce:
                var ring = (2 * hops) + Pipelined(2 * moved * slowest);
                var tree =
                    (2 * group.NodeSteps * networkStep)
                    + (2 * (inNode - 1) * step)
                    + Pipelined(2 * bytes * double.MaxNative(perNode * (1 - group.InverseNodes), inNode > 1 ? rate : 0));
                return start + double.MinNative(ring, tree);
            case CollectiveKind.AllToAll:
                var outside = bytes * (ranks - inNode) * group.InverseRanks;
                return start + peerStart + networkStep + double.MaxNative(outside * perNode * inNode, inNode > 1 ? moved * rate : 0);
            case CollectiveKind.SendReceive:
                return kernel + networkStep + (bytes * perNode * inNode);
            case CollectiveKind.Broadcast:
                return start + (group.NodeSteps * networkStep) + (group.NodeRankSteps * step) + Pipelined(bytes * slowest);
            default:
                return start + hops + Pipelined(moved * slowest);
        }
    }
}
