using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What a scenario says about failures and checkpoints. What is left open is taken from published runs, and the report says so.
/// </summary>
public sealed record FailureSettings
{
    /// <summary>
    /// Accelerator hours per failure of any cause, above 0; <see langword="null"/>: 50,677, Llama 3's unexpected interruptions.
    /// </summary>
    public GpuHours? MeanTimeBetweenFailures { get; init; }

    /// <summary>
    /// Training stops this long for each checkpoint; <see langword="null"/>: size of the model states over <see cref="Storage"/>.
    /// </summary>
    public Duration? CheckpointTime { get; init; }

    /// <summary>Aggregate write bandwidth of the storage; <see langword="null"/>: 57.5 GB/s, Jean Zay's as BLOOM used it.</summary>
    public ByteRate? Storage { get; init; }

    /// <summary>Training between two checkpoints; <see langword="null"/>: the best interval.</summary>
    public Duration? Interval { get; init; }

    /// <summary>Restart from the last checkpoint; <see langword="null"/>: 11 minutes, the median of a published B200 cluster.</summary>
    public Duration? Restart { get; init; }

    /// <summary>Until a failure is noticed; 0 by default.</summary>
    public Duration Detection { get; init; }

    /// <summary>Standard deviation of one accelerator's step time over its mean; 0 (the default): no stragglers.</summary>
    public double StragglerVariation { get; init; }
}
