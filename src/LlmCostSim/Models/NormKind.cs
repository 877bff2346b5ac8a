namespace LlmCostSim.Models;

/// <summary>Normalisation and its parameters.</summary>
public enum NormKind
{
    /// <summary>Mean and variance, with weight and bias.</summary>
    LayerNorm,

    /// <summary>Mean and variance, with weight only (MPT).</summary>
    LayerNormNoBias,

    /// <summary>Root mean square, with weight only.</summary>
    RmsNorm,
}
