using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>The smallest number of replicas of one layout that keeps what the service promises, or why none does.</summary>
/// <param name="Scenario">The service with that many replicas: complete, may be simulated again.</param>
/// <param name="Report">What it gives.</param>
/// <param name="CostPerHour">Cost of an hour of all accelerators.</param>
/// <param name="Reason">Why no number of replicas does; empty where this one does.</param>
public sealed record CapacityCandidate(ServingScenario Scenario, ServingReport Report, Money CostPerHour, string Reason)
{
    /// <summary>Whether the promise is kept.</summary>
    public bool Meets => Reason.Length == 0;

    /// <summary>Accelerators.</summary>
    public int Gpus => Scenario.Cluster.Count;
}
