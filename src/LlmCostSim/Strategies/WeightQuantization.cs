namespace LlmCostSim.Strategies;

/// <summary>Storage format of frozen weights under an adapter.</summary>
public enum WeightQuantization
{
    /// <summary>As the compute format.</summary>
    None,

    /// <summary>4-bit NormalFloat in blocks of 64 (Dettmers et al. 2023).</summary>
    Nf4,

    /// <summary>4-bit floating point in blocks of 64 (bitsandbytes).</summary>
    Fp4,

    /// <summary>8-bit integers with a scale per row (bitsandbytes LLM.int8).</summary>
    Int8,
}
