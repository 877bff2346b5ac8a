namespace LlmCostSim.Strategies;

/// <summary>Adapter of a fine-tuning job. Default: none.</summary>
/// <param name="Kind">Which adapter, or none.</param>
/// <param name="Rank">Rank of low-rank matrices, at least 1 where there are any; 0 (the default) otherwise.</param>
/// <param name="Targets">Matrices that carry low-rank matrices; none by default.</param>
/// <param name="Quantization">Storage format of the frozen weights; as the compute format by default.</param>
/// <param name="DoubleQuantization">Whether the block scales are quantised in turn: 0.127 instead of 0.5 bits per parameter (Dettmers et
/// al. 2023, section 3); not by default.</param>
public readonly record struct AdapterSpec(
    AdapterKind Kind,
    int Rank = 0,
    AdapterTargets Targets = AdapterTargets.None,
    WeightQuantization Quantization = WeightQuantization.None,
    bool DoubleQuantization = false
)
{
    /// <summary>Whether the frozen weights are stored in fewer bits than the compute format has; LoRA never does.</summary>
    internal bool Quantises => Kind is not (AdapterKind.None or AdapterKind.Lora) && Quantization != WeightQuantization.None;

    /// <summary>
    /// Bits that one frozen weight of the quantised matrices takes, block scales included; 16 where nothing is quantised.
    /// </summary>
    public double BitsPerWeight => Quantization.BitsPerWeight(DoubleQuantization);
}
