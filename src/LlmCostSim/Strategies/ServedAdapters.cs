namespace LlmCostSim.Strategies;

/// <summary>
/// LoRA adapters that are served beside the model, not merged into it: low-rank multiplies in every pass, each sequence with its adapter
/// (Sheng et al. 2024, S-LoRA). Default: none.
/// </summary>
/// <param name="Count">Adapters held on the accelerator; sequences are spread over them alike. 0: none.</param>
/// <param name="Rank">Rank of each, 1 or more.</param>
/// <param name="Targets">Matrices that carry one.</param>
public readonly record struct ServedAdapters(int Count, int Rank, AdapterTargets Targets);
