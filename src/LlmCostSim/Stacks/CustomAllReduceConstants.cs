using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// An inference engine's own all-reduce kernel inside a node, under CUDA graphs. One-shot: every rank reads all tensors of its peers.
/// Two-shot: it reads its shard of each, then its peers read the sum.
/// </summary>
internal sealed record CustomAllReduceConstants
{
    /// <summary>Seconds of the kernel without data and peers.</summary>
    public required double KernelSeconds { get; init; }

    /// <summary>Seconds it takes longer for each peer to synchronise with.</summary>
    public required double PeerSeconds { get; init; }

    /// <summary>Share of the nominal link bandwidth at which the one-shot kernel reads, above 0 and up to 1.</summary>
    public required double OneShotEfficiency { get; init; }

    /// <summary>
    /// Share of the nominal link bandwidth at which the two-shot kernel moves data, above 0 and up to 1; 0 where there is none.
    /// </summary>
    public required double TwoShotEfficiency { get; init; }

    /// <summary>Seconds of the synchronisation between the two shots.</summary>
    public required double TwoShotSeconds { get; init; }

    /// <summary>
    /// Whether the two-shot kernel lets the switch add (multimem instructions), so that the tensor crosses each link once. Only on nodes
    /// with such a switch.
    /// </summary>
    public bool TwoShotInSwitch { get; init; }

    /// <summary>Largest tensor that the engine gives to this kernel, bytes.</summary>
    public required double LimitBytes { get; init; }

    internal static CustomAllReduceConstants From(FactReader facts)
    {
        var constants = new CustomAllReduceConstants
        {
            KernelSeconds = facts.Positive("kernelSeconds"),
            PeerSeconds = facts.Number("peerSeconds"),
            OneShotEfficiency = facts.Positive("oneShotEfficiency"),
            TwoShotEfficiency = facts.Number("twoShotEfficiency"),
            TwoShotSeconds = facts.Number("twoShotSeconds"),
            TwoShotInSwitch = facts.Flag("twoShotInSwitch"),
            LimitBytes = facts.Positive("limitBytes"),
        };
        facts.Complete();
        return constants;
    }
}
