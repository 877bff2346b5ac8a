namespace LlmCostSim.Serving;

/// <summary>Which replica gets the next request.</summary>
public enum RoutingPolicy
{
    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The one with the fewest unfinished requests; of several the first.</summary>
    LeastLoaded,
}
