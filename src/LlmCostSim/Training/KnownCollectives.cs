using System.Runtime.CompilerServices;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Training;

/// <summary>The last two collectives that were timed: the parts of a model gather and scatter the same tensor again and again.</summary>
internal struct KnownCollectives
{
    private double bytes,
        otherBytes,
        seconds,
        otherSeconds;
    private (CollectiveKind, CollectiveScope) which,
        other;

    /// <summary>Seconds of a collective, timed only where it is neither of the last two.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="size">The full tensor per rank, in bytes.</param>
    /// <param name="scope">Among which ranks; the same scope is the same group.</param>
    /// <param name="groups">The ranks of the scopes.</param>
    /// <param name="kernels">The kernel models.</param>
    /// <param name="pace">The stack's shares of the links in a node and of the network across nodes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Seconds(
        CollectiveKind kind,
        double size,
        CollectiveScope scope,
        in CollectiveGroups groups,
        KernelSet kernels,
        TrainingPace pace
    )
    {
        if (size == bytes && which == (kind, scope))
        {
            return seconds;
        }

        if (size == otherBytes && other == (kind, scope))
        {
            return otherSeconds;
        }

        (otherBytes, other, otherSeconds) = (bytes, which, seconds);
        var group = groups.Of(scope);
        var share =
            group.Nodes > 1 ? pace.ExchangeShare
            : scope is CollectiveScope.Context ? 1
            : pace.TensorShare;
        (bytes, which, seconds) = (size, (kind, scope), kernels.Collective(kind, size, group) / share);
        return seconds;
    }
}
