using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>What to search: a model and a load, the ways to serve it, the clusters, the limits to keep and what counts as best.</summary>
/// <param name="Scenario">Model, load, engine, prices, and the fields of the strategy that <see cref="InferencePlanSpace"/> does not
/// name.</param>
public sealed record InferencePlanRequest(InferenceScenario Scenario) : SearchRequest(Scenario.Cluster, PlanObjective.Cost)
{
    /// <summary>Values of the searched fields; everything by default.</summary>
    public InferencePlanSpace Space { get; init; } = new();

    /// <summary>What has to be kept; nothing but the memory by default.</summary>
    public ServiceLimits Limits { get; init; } = new();
}
