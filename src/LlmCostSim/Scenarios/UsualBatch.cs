namespace LlmCostSim.Scenarios;

/// <summary>The batch of a pre-training run of which nobody says it.</summary>
internal static class UsualBatch
{
    /// <summary>Tokens of a step: 4 million, as LLaMA, Llama 2 (Touvron et al. 2023) and most models of that year trained with.</summary>
    public const double Tokens = 4e6;
}
