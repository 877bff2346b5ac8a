namespace LlmCostSim.Planning;

/// <summary>What a search makes best.</summary>
public enum PlanObjective
{
    /// <summary>The shortest step, and so the shortest run.</summary>
    Time,

    /// <summary>The cheapest run.</summary>
    Cost,

    /// <summary>Most tokens per second and accelerator.</summary>
    Throughput,

    /// <summary>The fewest accelerators that fit and meet deadline and budget; of equal counts the shortest step.</summary>
    FewestGpus,
}
