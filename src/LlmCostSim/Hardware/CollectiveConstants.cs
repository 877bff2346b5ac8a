using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>
/// What an accelerator's links and memory do in collectives: shared by every library that runs on it. Shares and latencies only, so that an
/// accelerator that takes them over has its own nominal bandwidths with them.
/// </summary>
internal sealed record CollectiveConstants : ChipConstants
{
    private static readonly KernelKind<CollectiveConstants> Kind = new("collectives", constants => constants.Collectives, From);

    /// <summary>Share of the nominal link bandwidth that bulk transfers reach, 0–1.</summary>
    public required double LinkEfficiency { get; init; }

    /// <summary>Share of the nominal link bandwidth that one rank sending to one other reaches, 0–1.</summary>
    public required double SendEfficiency { get; init; }

    /// <summary>Share of memory bandwidth at which a rank moves its own part of the tensor from input to output, 0–1.</summary>
    public required double LocalEfficiency { get; init; }

    /// <summary>Seconds of a collective kernel without data, launched from a graph.</summary>
    public required double KernelSeconds { get; init; }

    /// <summary>Seconds of one step between neighbours over the fast link, data with flags.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>
    /// Seconds that every segment of a bulk transfer costs. A transfer pipelined in segments of the best size takes 2√(fill · bytes / rate)
    /// longer than bytes / rate (the optimum of fill · segments + bytes / segments / rate), so that bandwidth rises slowly with size.
    /// </summary>
    public required double FillSeconds { get; init; }

    /// <summary>
    /// Seconds that a kernel of the line protocol, which runs more threads, takes longer to start than one with flags; every all-to-all
    /// kernel does, too.
    /// </summary>
    public required double LineSeconds { get; init; }

    /// <summary>Seconds to set up the pairwise buffers of an all-to-all too large for flags.</summary>
    public required double PeerSeconds { get; init; }

    /// <summary>
    /// Share of the nominal link bandwidth at which the switch adds a tensor up (NVLink SHARP), 0–1; 0 where the switch cannot.
    /// </summary>
    public required double InSwitchEfficiency { get; init; }

    /// <summary>Seconds that an in-switch reduction takes longer than a kernel without data.</summary>
    public required double InSwitchSeconds { get; init; }

    /// <summary>Share of the nominal host link (PCIe) bandwidth that collectives reach, 0–1.</summary>
    public required double HostLinkEfficiency { get; init; }

    /// <summary>Seconds of one step over the network between nodes.</summary>
    public required double NetworkStepSeconds { get; init; }

    /// <inheritdoc cref="KernelKind{T}.For"/>
    public static CollectiveConstants For(Accelerator accelerator) => Kind.For(accelerator);

    /// <inheritdoc cref="KernelKind{T}.OfChip"/>
    public static CollectiveConstants OfChip(string chip) => Kind.OfChip(chip);

    internal static CollectiveConstants From(FactReader facts) =>
        new()
        {
            Chip = facts.Text("chip"),
            Origin = facts.Text("origin"),
            LinkEfficiency = facts.Positive("linkEfficiency"),
            SendEfficiency = facts.Positive("sendEfficiency"),
            LocalEfficiency = facts.Positive("localEfficiency"),
            KernelSeconds = facts.Positive("kernelSeconds"),
            StepSeconds = facts.Positive("stepSeconds"),
            FillSeconds = facts.Number("fillSeconds"),
            LineSeconds = facts.Number("lineSeconds"),
            PeerSeconds = facts.Number("peerSeconds"),
            InSwitchEfficiency = facts.Number("inSwitchEfficiency"),
            InSwitchSeconds = facts.Number("inSwitchSeconds"),
            HostLinkEfficiency = facts.Positive("hostLinkEfficiency"),
            NetworkStepSeconds = facts.Positive("networkStepSeconds"),
        };
}
