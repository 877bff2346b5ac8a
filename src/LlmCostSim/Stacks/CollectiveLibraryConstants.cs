namespace LlmCostSim.Stacks;

/// <summary>A library of collectives: how it launches, which protocols and kernels it has, and when it takes them.</summary>
public sealed record CollectiveLibraryConstants
{
    /// <summary>Name and version, such as <c>nccl-2.27.3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public required string Origin { get; init; }

    /// <summary>Share of the bulk rate that the low-latency protocol (8 bytes with each flag) reaches, 0–1.</summary>
    public required double LowLatencyShare { get; init; }

    /// <summary>Share of the bulk rate that the 128-byte protocol reaches, 0–1; of the local rate half as much.</summary>
    public required double LowLatency128Share { get; init; }

    /// <summary>Seconds of host launch that a collective waits for; 0 under CUDA graphs.</summary>
    public double HostSeconds { get; init; }

    /// <summary>Seconds of the engine's own all-reduce kernel without data; 0 where the library has none.</summary>
    public double CustomKernelSeconds { get; init; }

    /// <summary>Seconds that kernel takes longer for each further rank to synchronise with.</summary>
    public double CustomPeerSeconds { get; init; }

    /// <summary>Share of the nominal link bandwidth at which it reads its peers' tensors, 0–1.</summary>
    public double CustomEfficiency { get; init; }

    /// <summary>Whether it has a two-shot kernel (reduce-scatter, then all-gather) beside the one-shot.</summary>
    public bool CustomTwoShot { get; init; }

    /// <summary>Seconds of the second synchronisation of a two-shot kernel.</summary>
    public double CustomTwoShotSeconds { get; init; }

    /// <summary>Largest tensor that the engine gives to its own kernel, bytes.</summary>
    public double CustomLimitBytes { get; init; }
}
