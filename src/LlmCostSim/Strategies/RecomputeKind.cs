namespace LlmCostSim.Strategies;

/// <summary>Which activations are dropped in the forward pass and computed again in the backward pass.</summary>
public enum RecomputeKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The attention core: scores, softmax, dropout and their product with the values (Korthikanti et al. 2022).</summary>
    Selective,

    /// <summary>Whole layers: only each layer's input is kept.</summary>
    Full,
}
