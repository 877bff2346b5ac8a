namespace LlmCostSim.Scenarios;

/// <summary>
/// One measured step of the user's own cluster. Estimates on it move towards it and narrow, by as much as the spread of its regime says a
/// measurement is worth.
/// </summary>
/// <remarks>Described in docs/uncertainty.md, "One measured step".</remarks>
public sealed record MeasuredPoint
{
    /// <summary>The job that was measured.</summary>
    public required TrainingScenario Scenario { get; init; }

    /// <summary>Its measured seconds per optimizer step, above 0.</summary>
    public required double StepSeconds { get; init; }
}
