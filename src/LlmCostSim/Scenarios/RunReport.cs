using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>The whole run; all zero where the scenario gives no amount of data.</summary>
public sealed record RunReport
{
    /// <summary>Optimizer steps.</summary>
    public double Steps { get; init; }

    /// <summary>Wall-clock time, lost time included.</summary>
    public Duration Time { get; init; }

    /// <summary>Accelerator time.</summary>
    public GpuHours GpuHours { get; init; }

    /// <summary>Electrical energy, data centre included.</summary>
    public Energy Energy { get; init; }

    /// <summary>Tonnes of CO2 equivalent.</summary>
    public double CarbonTonnes { get; init; }

    /// <summary>Accelerator hours times their price.</summary>
    public Money Cost { get; init; } = new(0);

    /// <summary>Useful time over wall-clock time, above 0 and up to 1.</summary>
    public double Goodput { get; init; } = 1;

    /// <summary>How failures and checkpoints come together; <see langword="null"/> where the scenario says nothing about them.</summary>
    public CheckpointReport? Checkpoints { get; init; }
}
