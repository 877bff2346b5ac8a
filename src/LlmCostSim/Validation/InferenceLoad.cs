namespace LlmCostSim.Validation;

/// <summary>How requests arrive in a measured inference run.</summary>
internal enum InferenceLoad
{
    /// <summary>One batch, started together.</summary>
    Static,

    /// <summary>A fixed number of requests in flight.</summary>
    Closed,

    /// <summary>Requests per second, Poisson.</summary>
    Open,

    /// <summary>All requests at once.</summary>
    Burst,

    /// <summary>As many requests as fit.</summary>
    Max,
}
