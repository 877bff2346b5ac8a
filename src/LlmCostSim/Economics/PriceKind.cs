namespace LlmCostSim.Economics;

/// <summary>How an accelerator is paid for.</summary>
public enum PriceKind
{
    /// <summary>By the hour, without a commitment.</summary>
    OnDemand,

    /// <summary>By the hour, until the provider takes it back.</summary>
    Spot,

    /// <summary>Committed for a term.</summary>
    Reserved,

    /// <summary>A price that a report assumed, not an offer.</summary>
    List,
}
