namespace LlmCostSim.Planning;

/// <summary>What a capacity search makes small.</summary>
public enum CapacityObjective
{
    /// <summary>Accelerators.</summary>
    FewestGpus,

    /// <summary>Cost per hour of all accelerators.</summary>
    Cost,
}
