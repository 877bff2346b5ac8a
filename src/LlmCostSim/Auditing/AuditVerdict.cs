namespace LlmCostSim.Auditing;

/// <summary>What an audit comes to, from best to worst; the worst finding decides.</summary>
public enum AuditVerdict
{
    /// <summary>At least one figure could be held against physics, real runs or another figure, and none failed.</summary>
    Plausible,

    /// <summary>Too little is stated to check anything.</summary>
    Unverifiable,

    /// <summary>Physically possible, but outside of what real runs or the simulator's interval show.</summary>
    Implausible,

    /// <summary>Figures of the claim contradict each other.</summary>
    Inconsistent,

    /// <summary>More arithmetic than the dense peak, or more memory than the accelerators have.</summary>
    Impossible,
}
