namespace LlmCostSim.Hardware;

/// <summary>What an accelerator's links and memory do in collectives: shared by every library that runs on it. Fitted where kernels were measured, transferred otherwise; see <see cref="Origin"/>.</summary>
public sealed record CollectiveConstants
{
    /// <summary>Which accelerator the constants were fitted on, such as <c>a100</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows, error, or the rule of transfer.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether the constants belong to another accelerator and were taken over by rule.</summary>
    public bool Transferred { get; init; }

    /// <summary>Share of the nominal link bandwidth that bulk transfers reach, 0–1.</summary>
    public required double LinkEfficiency { get; init; }

    /// <summary>Share of memory bandwidth at which a rank moves its own part of the tensor from input to output, 0–1.</summary>
    public required double LocalEfficiency { get; init; }

    /// <summary>Seconds of a collective kernel without data, launched from a graph.</summary>
    public required double KernelSeconds { get; init; }

    /// <summary>Seconds of one step between neighbours over the fast link, data with flags.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>Seconds a bulk transfer, synchronised by memory fences, takes longer than one with flags.</summary>
    public required double FenceSeconds { get; init; }

    /// <summary>Seconds a bulk transfer takes longer for each doubling of the ranks: its pipeline has to fill.</summary>
    public required double FillSeconds { get; init; }

    /// <summary>Share of the nominal link bandwidth at which the switch adds a tensor up (NVLink SHARP), 0–1; 0 where the switch cannot.</summary>
    public required double InSwitchEfficiency { get; init; }

    /// <summary>Seconds an in-switch reduction takes longer than a kernel without data.</summary>
    public required double InSwitchSeconds { get; init; }

    /// <summary>Share of the nominal host link (PCIe) bandwidth that collectives reach, 0–1.</summary>
    public required double HostLinkEfficiency { get; init; }

    /// <summary>Seconds of one step over the network between nodes.</summary>
    public required double NetworkStepSeconds { get; init; }
}
