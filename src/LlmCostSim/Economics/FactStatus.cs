namespace LlmCostSim.Economics;

/// <summary>How well a published figure is founded.</summary>
internal enum FactStatus
{
    /// <summary>Printed in the source.</summary>
    Sourced,

    /// <summary>Computed from figures of the source; its entry gives the arithmetic.</summary>
    Derived,

    /// <summary>No source at hand confirms it.</summary>
    Unverified,

    /// <summary>Looked for and not found: there is no value.</summary>
    NotFound,
}
