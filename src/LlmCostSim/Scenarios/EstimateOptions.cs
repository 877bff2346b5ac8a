namespace LlmCostSim.Scenarios;

/// <summary>How a report counts.</summary>
public sealed record EstimateOptions
{
    /// <summary>
    /// How causal attention is counted in <c>flops</c>, <c>mfu</c> and <c>hfu</c>; halved by default. Times and memory do not depend on it.
    /// </summary>
    public FlopsConvention FlopsConvention { get; init; }
}
