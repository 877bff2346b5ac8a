namespace LlmCostSim.Strategies;

/// <summary>Adapter of a fine-tuning job. Default: none.</summary>
/// <param name="Kind">None, LoRA or QLoRA.</param>
/// <param name="Rank">Rank of the adapter matrices, at least 1 where there is an adapter.</param>
/// <param name="Targets">Matrices that carry one.</param>
/// <param name="Quantization">Storage format of the frozen weights.</param>
/// <param name="DoubleQuantization">Whether the block scales are quantised in turn: 0.127 instead of 0.5 bits per parameter (Dettmers et al. 2023, section 3).</param>
public readonly record struct AdapterSpec(
    AdapterKind Kind,
    int Rank = 0,
    AdapterTargets Targets = AdapterTargets.None,
    WeightQuantization Quantization = WeightQuantization.None,
    bool DoubleQuantization = false)
{
    /// <summary>Bits that one frozen weight of the quantised matrices takes, block scales included; 16 where nothing is quantised.</summary>
    public double BitsPerWeight => Quantization.BitsPerWeight(DoubleQuantization);
}
