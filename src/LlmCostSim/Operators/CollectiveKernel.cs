using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of collectives on a cluster with a library: the minimum over the algorithms and protocols that apply, each latency + bytes over bandwidth
/// (Hockney 1994; Thakur, Rabenseifner and Gropp 2005). Allocates nothing.
/// </summary>
public readonly struct CollectiveKernel
{
    private readonly double kernel, step, fence, fill, networkStep;
    private readonly double link, lowLatency, lowLatency128, local, local128, host, hostLowLatency;
    private readonly double inSwitch, inSwitchStart, network;
    private readonly double custom, customPeer, customPull, customTwoShot, customLimit;
    private readonly int cards, accelerators;
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
        var bulk = nominal * (node.Link.Topology == LinkTopology.Host ? constants.HostLinkEfficiency : constants.LinkEfficiency);
        kernel = constants.KernelSeconds + library.HostSeconds;
        (step, fence, fill, networkStep) = (constants.StepSeconds, constants.FenceSeconds, constants.FillSeconds, constants.NetworkStepSeconds);
        link = 1 / bulk;
        lowLatency = link / library.LowLatencyShare;
        lowLatency128 = link / library.LowLatency128Share;
        local = 1 / (cluster.Accelerator.MemoryBandwidth.BytesPerSecond * constants.LocalEfficiency);
        local128 = 2 * local / library.LowLatency128Share;
        host = 1 / (node.HostBandwidth.BytesPerSecond * constants.HostLinkEfficiency);
        hostLowLatency = host / library.LowLatencyShare;
        inSwitch = constants.InSwitchEfficiency > 0 && node.Link.Topology == LinkTopology.Switch ? 1 / (nominal * constants.InSwitchEfficiency) : 0;
        inSwitchStart = kernel + constants.InSwitchSeconds;
        network = 1 / (node.NetworkBandwidth.BytesPerSecond * node.NetworkEfficiency);
        (custom, customPeer, customTwoShot) = (library.CustomKernelSeconds, library.CustomPeerSeconds, library.CustomTwoShot ? library.CustomTwoShotSeconds : double.PositiveInfinity);
        customPull = custom > 0 ? 1 / (nominal * library.CustomEfficiency) : 0;
        customLimit = custom > 0 && node.Link.Topology is LinkTopology.Switch or LinkTopology.Mesh ? library.CustomLimitBytes : -1;
        (cards, accelerators, topology) = (node.NetworkCards, node.Accelerators, node.Link.Topology);
    }

    /// <summary>Seconds of one collective. 0 for a group of one rank or no bytes.</summary>
    /// <param name="kind">Which collective.</param>
    /// <param name="bytes">The full tensor per rank, bytes, 0 or more: before a reduction, after a gather, all a rank sends in an all-to-all.</param>
    /// <param name="group">The ranks and how they lie on the nodes.</param>
    public double Seconds(CollectiveKind kind, double bytes, in CollectiveGroup group)
    {
        if (group.Ranks <= 1 || !(bytes > 0))
        {
            return 0;
        }

        return group.Nodes > 1 ? AcrossNodes(kind, bytes, group) : InNode(kind, bytes, group.Ranks, group.RankSteps);
    }

    private double InNode(CollectiveKind kind, double bytes, int ranks, int doublings)
    {
        double steps = ranks - 1, part = 1.0 / ranks, moved = bytes * steps * part, own = bytes * part;
        switch (kind)
        {
            case CollectiveKind.AllReduce:
                var time = Ring(2 * steps, 2 * moved, own, ranks, doublings);
                if (inSwitch > 0 && ranks > 2)
                {
                    time = Math.Min(time, inSwitchStart + (bytes * inSwitch));
                }

                return bytes <= customLimit ? Math.Min(time, Custom(bytes, moved, steps)) : time;
            case CollectiveKind.SendReceive or CollectiveKind.Broadcast:
                return Ring(steps, bytes, 0, ranks, doublings);
            case CollectiveKind.AllToAll:
                return Ring(1, moved, own, ranks, doublings);
            default:
                return Ring(steps, moved, own, ranks, doublings);
        }
    }

    private double Custom(double bytes, double moved, double peers)
    {
        var start = custom + (peers * customPeer);
        var oneShot = start + (peers * bytes * customPull);
        return Math.Min(oneShot, start + customTwoShot + (2 * moved * customPull));
    }

    // The minimum over the three protocols of a ring; own is the part of the tensor a rank only moves within its memory.
    private double Ring(double steps, double moved, double own, int ranks, int doublings)
    {
        var start = kernel + (steps * step);
        if (topology == LinkTopology.Pairs && ranks > 2)
        {
            return Math.Min(start + (moved * hostLowLatency), start + fence + (doublings * fill) + (moved * host));
        }

        var narrow = topology == LinkTopology.Mesh && accelerators > ranks ? (accelerators - 1.0) / (ranks - 1) : 1;
        moved *= narrow;
        var flags = start + (moved * lowLatency) + (own * local);
        var lines = start + (steps * 0.2 * step) + (moved * lowLatency128) + (own * local128);
        var bulk = start + fence + (doublings * fill) + (moved * link) + (own * local);
        return Math.Min(Math.Min(flags, lines), bulk);
    }

    // A ring through all nodes, whose network hops bound the rate, or the hierarchy: within the nodes, between them in a tree on shards, within them again.
    private double AcrossNodes(CollectiveKind kind, double bytes, in CollectiveGroup group)
    {
        int ranks = group.Ranks, inNode = group.RanksPerNode, nodes = group.Nodes;
        var perByte = network * Math.Max(group.NetworkSharers, cards) / inNode;
        var hops = ((nodes - 1) * networkStep) + ((ranks - nodes) * step);
        var share = (ranks - 1.0) / ranks;
        switch (kind)
        {
            case CollectiveKind.AllReduce:
                var slowest = Math.Max(perByte, link);
                var ring = kernel + fence + (2 * hops) + (2 * share * bytes * slowest);
                var within = inNode > 1 ? InNode(CollectiveKind.ReduceScatter, bytes, inNode, group.NodeRankSteps) + InNode(CollectiveKind.AllGather, bytes, inNode, group.NodeRankSteps) : 0;
                var tree = kernel + within + (2 * group.NodeSteps * networkStep) + (2 * bytes * perByte);
                return Math.Min(ring, tree);
            case CollectiveKind.AllToAll:
                var outside = (ranks - inNode) / (double)ranks;
                return kernel + fence + networkStep + Math.Max(outside * bytes * perByte * inNode, share * bytes * link);
            case CollectiveKind.SendReceive or CollectiveKind.Broadcast:
                return kernel + fence + (group.NodeSteps * networkStep) + (bytes * Math.Max(perByte, link));
            default:
                return kernel + fence + hops + (share * bytes * Math.Max(perByte, link));
        }
    }
}
