namespace LlmCostSim.Models;

/// <summary>Normalisation of queries and keys before the attention scores.</summary>
public enum QkNormKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>One weight vector of the head dimension for queries and one for keys, shared by the heads (Qwen3).</summary>
    PerHead,

    /// <summary>One weight per channel of all query heads and of all key heads (MiniMax-M2).</summary>
    AllHeads,
}
