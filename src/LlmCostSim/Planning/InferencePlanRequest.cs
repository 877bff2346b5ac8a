using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>What to search: a model and a load, the ways to serve it, the clusters, the limits to keep and what counts as best.</summary>
/// <param name="Scenario">Model, load, engine, prices, and the fields of the strategy that <see cref="InferencePlanSpace"/> does not
/// name.</param>
public sealed record InferencePlanRequest(InferenceScenario Scenario)
{
    /// <summary>Values of the searched fields; everything by default.</summary>
    public InferencePlanSpace Space { get; init; } = new();

    /// <summary>Clusters to search over; by default the scenario's.</summary>
    public IReadOnlyList<Cluster> Clusters { get; init; } = [Scenario.Cluster];

    /// <summary>
    /// Money per accelerator and hour by accelerator id, in the scenario's currency, where it differs from what the scenario says; none by
    /// default.
    /// </summary>
    public IReadOnlyDictionary<string, double> Prices { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// What is made best: by default the money per million generated tokens; the time from request to last token, the tokens per second and
    /// accelerator, or the fewest accelerators that keep the limits.
    /// </summary>
    public PlanObjective Objective { get; init; } = PlanObjective.Cost;

    /// <summary>What has to be kept; nothing but the memory by default.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>How many of the best ways are wanted; 5 by default.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Whether the Pareto front over time, cost, accelerators and memory headroom is wanted, too; not by default.</summary>
    public bool Pareto { get; init; }

    /// <summary>
    /// Whether batches above one that does not fit are left out (the default); the best ways are the same either way.
    /// </summary>
    public bool Prune { get; init; } = true;

    /// <summary>Threads; 0 (the default): one per processor. The result is the same whatever their number.</summary>
    public int Threads { get; init; }
}
