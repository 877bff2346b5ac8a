namespace LlmCostSim.Stacks;

/// <summary>Whether a prefill kernel puts the query heads that share a key-value head into one block of rows.</summary>
internal enum QueryPacking
{
    /// <summary>One block serves one query head (TensorRT-LLM context kernels, Triton FlashAttention).</summary>
    Never,

    /// <summary>Only for a single query token, as FlashAttention-2 swaps groups and tokens when decoding.</summary>
    SingleToken,

    /// <summary>Always (FlashInfer, FlashAttention-3 with packed grouped queries).</summary>
    Always,
}
