using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>What to search: a job, the values its strategy may take, the clusters it may run on, and what counts as best.</summary>
/// <param name="Scenario">Model, workload, prices, and the fields of the strategy that <see cref="PlanSpace"/> does not name.</param>
public sealed record PlanRequest(TrainingScenario Scenario)
{
    /// <summary>Values of the searched fields; everything by default.</summary>
    public PlanSpace Space { get; init; } = new();

    /// <summary>Clusters to search over; by default the scenario's.</summary>
    public IReadOnlyList<Cluster> Clusters { get; init; } = [Scenario.Cluster];

    /// <summary>
    /// Money per accelerator and hour by accelerator id, in the scenario's currency, where it differs from what the scenario says; none by
    /// default.
    /// </summary>
    public IReadOnlyDictionary<string, double> Prices { get; init; } = new Dictionary<string, double>();

    /// <summary>What is made best; the time of a step by default.</summary>
    public PlanObjective Objective { get; init; }

    /// <summary>Most days that the run may take; <see langword="null"/> (the default): no limit.</summary>
    public double? DeadlineDays { get; init; }

    /// <summary>Most money that it may cost, in the scenario's currency; <see langword="null"/> (the default): no limit.</summary>
    public double? Budget { get; init; }

    /// <summary>How many of the best plans are wanted; 5 by default.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Whether the Pareto front over time, cost, accelerators and memory headroom is wanted, too; not by default.</summary>
    public bool Pareto { get; init; }

    /// <summary>Whether plans that a bound excludes are left out (the default); the best plans are the same either way.</summary>
    public bool Prune { get; init; } = true;

    /// <summary>Threads; 0 (the default): one per processor. The result is the same whatever their number.</summary>
    public int Threads { get; init; }
}
