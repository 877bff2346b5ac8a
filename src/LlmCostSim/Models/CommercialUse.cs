namespace LlmCostSim.Models;

/// <summary>Whether a model's licence allows commercial use.</summary>
public enum CommercialUse
{
    /// <summary>Not known, or not applicable: the weights were never released.</summary>
    Unknown,

    /// <summary>Not allowed.</summary>
    No,

    /// <summary>Allowed under conditions, such as a limit on users or on hosting; the licence text says which.</summary>
    Restricted,

    /// <summary>Allowed.</summary>
    Yes,
}
