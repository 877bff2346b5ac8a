using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>How many accelerators does a service need? Immutable.</summary>
/// <param name="Scenario">The service: its workload and what it promises; its division is used where none is searched.</param>
public sealed record CapacityRequest(ServingScenario Scenario)
{
    /// <summary>Tensor-parallel ranks of a replica to try; empty (the default): powers of two that fit a node and divide the heads.</summary>
    public IReadOnlyList<int> Tensor { get; init; } = [];

    /// <summary>Pipeline stages of a replica to try; 1 by default.</summary>
    public IReadOnlyList<int> Pipeline { get; init; } = [1];

    /// <summary>Accelerators to try; empty (the default): the scenario's.</summary>
    public IReadOnlyList<Accelerator> Accelerators { get; init; } = [];

    /// <summary>Price per accelerator and hour by accelerator id, in place of the scenario's; empty by default.</summary>
    public IReadOnlyDictionary<string, double> Prices { get; init; } = new Dictionary<string, double>();

    /// <summary>Most accelerators; 256 by default.</summary>
    public int MaxGpus { get; init; } = 256;

    /// <summary>Fewest replicas: one, or where replicas are split one for prompts and one that generates.</summary>
    internal int LeastReplicas => Scenario.Scheduling.PrefillReplicas > 0 ? 2 : 1;

    /// <summary>What is made small; accelerators by default.</summary>
    public CapacityObjective Objective { get; init; }
}
