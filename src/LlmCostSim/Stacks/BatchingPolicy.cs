namespace LlmCostSim.Stacks;

/// <summary>Which requests share a step of an engine.</summary>
public enum BatchingPolicy
{
    /// <summary>Prompts join the steps in which others generate (in-flight batching; vLLM since 0.8, TensorRT-LLM).</summary>
    Mixed,

    /// <summary>
    /// While prompts wait and fit, steps work on prompts alone and generation stands still (SGLang without mixed chunks, vLLM before 0.8
    /// without chunked prefill).
    /// </summary>
    PromptFirst,

    /// <summary>
    /// A batch is filled, then runs until its last request is answered; nobody joins on the way (Hugging Face, FasterTransformer).
    /// </summary>
    Static,
}
