namespace LlmCostSim.Strategies;

/// <summary>How attention is computed.</summary>
public enum AttentionImplementation
{
    /// <summary>Fused, tile by tile, the scores never stored (Dao et al. 2022). The version is the software stack's.</summary>
    Flash,

    /// <summary>Separate matrix multiplies and softmax; the scores are stored.</summary>
    Unfused,
}
