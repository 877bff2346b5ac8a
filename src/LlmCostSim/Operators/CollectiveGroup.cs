using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmCostSim.Operators;

/// <summary>How a group of communicating ranks lies on the nodes of a cluster, and with whom it shares their network cards.</summary>
internal readonly record struct CollectiveGroup
{
    /// <summary>A group of ranks.</summary>
    /// <param name="ranks">Ranks in the group, 1 or more.</param>
    /// <param name="ranksPerNode">Ranks of the group in one node, 1 to <paramref name="ranks"/>.</param>
    /// <param name="networkSharers">Ranks of a node, this group's and others', that use its network cards at the same time; at least
    /// <paramref name="ranksPerNode"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CollectiveGroup(int ranks, int ranksPerNode, int networkSharers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ranksPerNode, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ranksPerNode, ranks);
        ArgumentOutOfRangeException.ThrowIfLessThan(networkSharers, ranksPerNode);
        Ranks = ranks;
        RanksPerNode = ranksPerNode;
        NetworkSharers = networkSharers;
        if (ranks == 1)
        {
            (Nodes, InverseRanks, InverseRanksPerNode, InverseNodes) = (1, 1, 1, 1);
            return;
        }

        Nodes = (ranks + ranksPerNode - 1) / ranksPerNode;
        NodeSteps = CeilingLog2(Nodes);
        RankSteps = CeilingLog2(ranks);
        NodeRankSteps = CeilingLog2(ranksPerNode);
        (InverseRanks, InverseRanksPerNode, InverseNodes) = (1.0 / ranks, 1.0 / ranksPerNode, 1.0 / Nodes);
    }

    /// <summary>Ranks in the group.</summary>
    public int Ranks { get; }

    /// <summary>Ranks of the group in one node.</summary>
    public int RanksPerNode { get; }

    /// <summary>Ranks of a node that use its network cards at the same time.</summary>
    public int NetworkSharers { get; }

    /// <summary>Nodes over which the group is spread.</summary>
    public int Nodes { get; }

    /// <summary>Depth of a binary tree over the nodes: ⌈log₂ nodes⌉.</summary>
    public int NodeSteps { get; }

    /// <summary>⌈log₂ ranks⌉.</summary>
    public int RankSteps { get; }

    /// <summary>⌈log₂ of the ranks per node⌉.</summary>
    public int NodeRankSteps { get; }

    // Kept because a division costs more than the rest of a term.
    internal double InverseRanks { get; }

    internal double InverseRanksPerNode { get; }

    internal double InverseNodes { get; }

    /// <summary>A group that lies within one node.</summary>
    /// <param name="ranks">Ranks, 1 or more.</param>
    public static CollectiveGroup WithinNode(int ranks) => new(ranks, ranks, ranks);

    /// <summary>
    /// A parallel dimension's group, when ranks are numbered with the inner dimensions varying fastest: members are
    /// <paramref name="stride"/> ranks apart, and all groups of the dimension communicate at the same time, so the whole node shares its
    /// network cards.
    /// </summary>
    /// <param name="ranks">Ranks of the group, 1 or more.</param>
    /// <param name="stride">Product of the dimensions inside this one, 1 or more (tensor parallelism innermost: 1).</param>
    /// <param name="perNode">Accelerators in a node, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CollectiveGroup Strided(int ranks, int stride, int perNode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(perNode, 1);
        var inNode = Math.Clamp(perNode / stride, 1, ranks);
        return new CollectiveGroup(ranks, inNode, Math.Max(inNode, perNode));
    }

    private static int CeilingLog2(int value) => value <= 1 ? 0 : BitOperations.Log2((uint)(value - 1)) + 1;
}
