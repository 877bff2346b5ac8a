namespace LlmCostSim.Stacks;

/// <summary>A library of elementwise kernels: what its launches cost and how well its kernels stream.</summary>
public sealed record ElementwiseLibraryConstants
{
    /// <summary>Name and version.</summary>
    public required string Name { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public required string Origin { get; init; }

    /// <summary>Seconds of launch that each kernel adds on the device beyond the accelerator's own; 0 or more.</summary>
    public double LaunchSeconds { get; init; }

    /// <summary>Share of the accelerator's reachable bandwidth that the kernels use, above 0 and up to 1.</summary>
    public double Efficiency { get; init; } = 1;
}
