namespace LlmCostSim.Scenarios;

/// <summary>Speed of a training job.</summary>
public sealed record ThroughputReport
{
    /// <summary>Tokens per second over all accelerators.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Tokens per second and accelerator.</summary>
    public double TokensPerSecondPerGpu { get; init; }

    /// <summary>Model arithmetic per second and accelerator, in 10^12 FLOP/s.</summary>
    public double ModelTflopsPerGpu { get; init; }

    /// <summary>
    /// Model FLOPs utilisation: model arithmetic over the dense peak of the matrix format (Chowdhery et al. 2022, appendix B), 0 to 1.
    /// </summary>
    public double Mfu { get; init; }

    /// <summary>Hardware FLOPs utilisation: the same with recomputation, 0 to 1.</summary>
    public double Hfu { get; init; }
}
