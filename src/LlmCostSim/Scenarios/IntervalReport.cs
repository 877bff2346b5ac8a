namespace LlmCostSim.Scenarios;

/// <summary>How sure the main figures are.</summary>
public sealed record IntervalReport
{
    /// <summary>Seconds per optimizer step.</summary>
    public Quantiles StepSeconds { get; init; }

    /// <summary>Bytes per accelerator.</summary>
    public Quantiles PerGpuBytes { get; init; }

    /// <summary>Accelerator hours of the run.</summary>
    public Quantiles GpuHours { get; init; }

    /// <summary>Cost of the run.</summary>
    public Quantiles Cost { get; init; }
}
