namespace LlmCostSim.Strategies;

/// <summary>LoRA adapters that are served beside the model, not merged into it: low-rank multiplies in every pass, each sequence with its adapter (Sheng et al. 2024, S-LoRA). Default: none.</summary>
/// <param name="Count">Adapters held on the accelerator; sequences are spread over them alike. 0: none.</param>
/// <param name="Rank">Rank of each, 1 or more.</param>
/// <param name="Targets">Matrices that carry one.</param>
public readonly record struct ServedAdapters(int Count, int Rank, AdapterTargets Targets)
{
    /// <summary>How many different adapters <paramref name="sequences"/> sequences use in the mean: each misses a given one with probability 1 − 1/count.</summary>
    public double Used(double sequences) => Count <= 1 ? Count : Count * (1 - Math.Pow(1 - (1.0 / Count), sequences));
}
