namespace LlmCostSim.Hardware;

/// <summary>What an accelerator's memory does in kernels that only stream data. Fitted where kernels were measured, transferred otherwise; see <see cref="Origin"/>.</summary>
public sealed record ElementwiseConstants
{
    /// <summary>Which accelerator the constants were fitted on, such as <c>a100</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows, error, or the rule of transfer.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether the constants belong to another accelerator and were taken over by rule.</summary>
    public bool Transferred { get; init; }

    /// <summary>Share of memory bandwidth that long streams reach, 0–1.</summary>
    public required double MemoryEfficiency { get; init; }

    /// <summary>Bandwidth of tensors that stay in the last-level cache, as a multiple of memory bandwidth.</summary>
    public required double CacheRatio { get; init; }

    /// <summary>Seconds from the start of a kernel to its first finished block, beyond which time grows with bytes.</summary>
    public required double KernelSeconds { get; init; }
}
