namespace LlmCostSim.Hardware;

/// <summary>How the fast links inside a node connect its accelerators.</summary>
public enum LinkTopology
{
    /// <summary>
    /// Every accelerator reaches every other at its full link rate through a switch (NVSwitch), or over as many direct links as make up
    /// that rate in a ring.
    /// </summary>
    Switch,

    /// <summary>
    /// Direct links between all accelerators (fully connected): the full rate only when all neighbours are spoken to at once.
    /// </summary>
    Mesh,

    /// <summary>Bridges between pairs; accelerators of different pairs talk over the host link.</summary>
    Pairs,

    /// <summary>No fast link: the host link (PCIe) carries everything.</summary>
    Host,
}
