namespace LlmCostSim.Strategies;

/// <summary>Parameter-efficient fine-tuning.</summary>
public enum AdapterKind
{
    /// <summary>None: the weights themselves are trained.</summary>
    None,

    /// <summary>Low-rank adapters on frozen weights in the compute format (Hu et al. 2021).</summary>
    Lora,

    /// <summary>Low-rank adapters on frozen quantised weights (Dettmers et al. 2023).</summary>
    Qlora,

    /// <summary>Learned prompts of ten tokens with a gate in every layer (Zhang et al. 2023, LLaMA-Adapter).</summary>
    Prefix,

    /// <summary>
    /// Those prompts, and a scale and a bias on the output of every linear matrix, beside trained norms (Gao et al. 2023, LLaMA-Adapter
    /// V2).
    /// </summary>
    ScaleAndBias,
}
