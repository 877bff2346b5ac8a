namespace LlmCostSim.Strategies;

/// <summary>How requests arrive.</summary>
internal enum ServingLoadKind
{
    /// <summary>A fixed number in flight: each that ends is replaced.</summary>
    Closed,

    /// <summary>At random with a mean rate (Poisson).</summary>
    Open,

    /// <summary>All at once.</summary>
    Burst,

    /// <summary>Always more than fit.</summary>
    Full,
}
