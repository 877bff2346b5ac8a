using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>How failures and checkpoints of a run come together.</summary>
public sealed record CheckpointReport
{
    /// <summary>Mean time between failures of the whole job.</summary>
    public required Duration MeanTimeBetweenFailures { get; init; }

    /// <summary>Time of one checkpoint.</summary>
    public required Duration CheckpointTime { get; init; }

    /// <summary>From a failure until training goes on, detection included.</summary>
    public required Duration RestartTime { get; init; }

    /// <summary>Training between two checkpoints: the scenario's, or the best.</summary>
    public required Duration Interval { get; init; }

    /// <summary>The best interval.</summary>
    public required Duration Optimum { get; init; }

    /// <summary>Young's interval.</summary>
    public required Duration Young { get; init; }

    /// <summary>Daly's interval.</summary>
    public required Duration Daly { get; init; }

    /// <summary>Goodput that Young's interval loses against the best, a fraction.</summary>
    public required double YoungLoses { get; init; }

    /// <summary>Goodput that Daly's interval loses against the best, a fraction.</summary>
    public required double DalyLoses { get; init; }
}
