using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// A library of collectives: what its protocols reach of the link, what its launches cost, and the engine's own all-reduce kernel where
/// there is one.
/// </summary>
internal sealed record CollectiveLibraryConstants
{
    /// <summary>Name and version, such as <c>nccl-2.27.3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public required string Origin { get; init; }

    /// <summary>Share of the bulk rate that the low-latency protocol (a flag in every 8 bytes) reaches, above 0 and up to 1.</summary>
    public required double LowLatencyShare { get; init; }

    /// <summary>Share of the bulk rate that the 128-byte-line protocol reaches, above 0 and up to 1.</summary>
    public required double LineShare { get; init; }

    /// <summary>How much longer a step of the line protocol takes, as a fraction of the accelerator's step; 0 or more.</summary>
    public required double LineStepFactor { get; init; }

    /// <summary>
    /// How much longer a step of a bulk transfer takes, synchronised by memory fences, as a fraction of the accelerator's step; 0 or more.
    /// </summary>
    public required double BulkStepFactor { get; init; }

    /// <summary>Share of the bulk rate at which an all-to-all serves one peer with the low-latency protocol, above 0 and up to 1.</summary>
    public required double PeerShare { get; init; }

    /// <summary>
    /// Seconds that the host takes to launch a collective, below which none returns to a host that waits for it; 0 under CUDA graphs and
    /// where the host runs ahead. Transfers between two ranks are queued ahead and do not wait.
    /// </summary>
    public required double HostSeconds { get; init; }

    /// <summary>
    /// How much more an all-gather, which copies a rank's own part from input to output, pays for that part and for each step of the line
    /// protocol than a reduction does; 1 or more.
    /// </summary>
    public required double GatherFactor { get; init; }

    /// <summary>The engine's own all-reduce kernel, or <see langword="null"/>.</summary>
    public CustomAllReduceConstants? Custom { get; init; }

    internal static CollectiveLibraryConstants From(FactReader facts) =>
        new()
        {
            Name = facts.Text("name"),
            Origin = facts.Text("origin"),
            LowLatencyShare = facts.Positive("lowLatencyShare"),
            LineShare = facts.Positive("lineShare"),
            LineStepFactor = facts.Number("lineStepFactor"),
            BulkStepFactor = facts.Number("bulkStepFactor"),
            PeerShare = facts.Positive("peerShare"),
            HostSeconds = facts.OptionalNumber("hostSeconds") ?? 0,
            GatherFactor = facts.OptionalNumber("gatherFactor") ?? 1,
            Custom = facts.OptionalObject("custom") is { } custom ? CustomAllReduceConstants.From(custom) : null,
        };
}
