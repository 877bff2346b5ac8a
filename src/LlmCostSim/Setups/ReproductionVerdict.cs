namespace LlmCostSim.Setups;

/// <summary>How a documented figure stands beside the simulated one.</summary>
public enum ReproductionVerdict
{
    /// <summary>Within the tolerance of <see cref="Reproducer.Tolerance"/>.</summary>
    Reproduced,

    /// <summary>Outside it; the row gives the likely reason.</summary>
    Off,

    /// <summary>
    /// The documented figure breaks physics: more arithmetic than the accelerators' peak allows, or more memory than they have.
    /// </summary>
    Impossible,

    /// <summary>No figure is published; the simulator only predicts.</summary>
    Undocumented,

    /// <summary>The documented figure is itself another figure times a constant, and proves nothing.</summary>
    ByDefinition,
}
