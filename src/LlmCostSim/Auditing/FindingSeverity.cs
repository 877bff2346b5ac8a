namespace LlmCostSim.Auditing;

/// <summary>How much one finding weighs.</summary>
public enum FindingSeverity
{
    /// <summary>Checked, and it holds.</summary>
    Ok,

    /// <summary>Worth knowing; decides nothing.</summary>
    Note,

    /// <summary>Outside of what real runs or the simulator's interval show.</summary>
    Implausible,

    /// <summary>Contradicts another figure of the claim.</summary>
    Inconsistent,

    /// <summary>Breaks a physical bound.</summary>
    Impossible,
}
