using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>What to search: a job, the values its strategy may take, the clusters it may run on, and what counts as best.</summary>
/// <param name="Scenario">Model, workload, prices, and the fields of the strategy that <see cref="PlanSpace"/> does not name.</param>
public sealed record PlanRequest(TrainingScenario Scenario) : SearchRequest(Scenario.Cluster, PlanObjective.Time)
{
    /// <summary>Values of the searched fields; everything by default.</summary>
    public PlanSpace Space { get; init; } = new();

    /// <summary>Most days that the run may take; <see langword="null"/> (the default): no limit.</summary>
    public double? DeadlineDays { get; init; }

    /// <summary>Most money that it may cost, in the scenario's currency; <see langword="null"/> (the default): no limit.</summary>
    public double? Budget { get; init; }
}
