namespace LlmCostSim.Serving;

/// <summary>How requests come.</summary>
public enum ArrivalProcess
{
    /// <summary>At random, independently of each other, at a mean rate.</summary>
    Poisson,

    /// <summary>At equal distances.</summary>
    Constant,

    /// <summary>A fixed number of clients, each of which sends its next request when its last one is answered.</summary>
    Closed,

    /// <summary>As recorded in a trace.</summary>
    Trace,
}
