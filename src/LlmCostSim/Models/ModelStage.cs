namespace LlmCostSim.Models;

/// <summary>Whether a model was trained from scratch or from another one.</summary>
public enum ModelStage
{
    /// <summary>Pretrained from scratch.</summary>
    Foundation,

    /// <summary>Pretraining of another model continued (SOLAR, Code Llama).</summary>
    ContinuedPretraining,

    /// <summary>All weights of another model tuned, usually on instructions (Alpaca, Vicuna, FLAN-T5).</summary>
    FineTuned,

    /// <summary>Another model with trained adapters (Guanaco).</summary>
    AdapterTuned,
}
