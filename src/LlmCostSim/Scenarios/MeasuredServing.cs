namespace LlmCostSim.Scenarios;

/// <summary>
/// One measured inference run of the user's own cluster; at least one of its figures is given. Estimates of the same engine move towards it
/// and narrow, those of the same model most.
/// </summary>
public sealed record MeasuredServing
{
    /// <summary>The job that was measured.</summary>
    public required InferenceScenario Scenario { get; init; }

    /// <summary>Measured mean seconds to the first token, above 0.</summary>
    public double? TimeToFirstToken { get; init; }

    /// <summary>Measured mean seconds per further token, above 0.</summary>
    public double? TimePerOutputToken { get; init; }

    /// <summary>
    /// Measured generated tokens per second of all replicas, above 0; taken where <see cref="TimePerOutputToken"/> is not given.
    /// </summary>
    public double? OutputTokensPerSecond { get; init; }
}
