using LlmCostSim.Hardware;

namespace LlmCostSim.Strategies;

/// <summary>How a model is served: division over the ranks and number formats. A value.</summary>
public readonly record struct InferenceStrategy
{
    /// <summary>One GPU, bf16 weights and cache.</summary>
    public InferenceStrategy() { }

    /// <summary>Tensor-parallel ranks of one replica; 1 by default.</summary>
    public int Tensor { get; init; } = 1;

    /// <summary>Pipeline stages of one replica; 1 by default.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Ranks over which experts are divided; 1 by default.</summary>
    public int Expert { get; init; } = 1;

    /// <summary>
    /// Attention replicas within one replica's ranks, each with its own requests, while experts are divided over all (DeepSeek-V3); 1 by
    /// default.
    /// </summary>
    public int AttentionData { get; init; } = 1;

    /// <summary>Replicas of the model; 1 by default.</summary>
    public int Data { get; init; } = 1;

    /// <summary>Format of the matrix multiplies, and with it of the weights they read; bf16 by default.</summary>
    public NumberFormat Weights { get; init; } = NumberFormat.Bf16;

    /// <summary>Bits that a stored weight of a layer's matrices takes, scales included; 16 by default.</summary>
    public double WeightBits { get; init; } = 16;

    /// <summary>
    /// Bits that any other stored weight takes: embedding, head, norms, biases. 16 by default; more in 32-bit models, fewer in GGUF files,
    /// which quantise embedding and head as well.
    /// </summary>
    public double OtherWeightBits { get; init; } = 16;

    /// <summary>Bytes of a cached key or value element; 2 by default.</summary>
    public double CacheBytes { get; init; } = 2;

    /// <summary>Prompt tokens that one pass takes of a static batch at most; 0 (the default): whole prompts.</summary>
    public int ChunkTokens { get; init; }

    /// <summary>Guessing of tokens ahead; <see langword="null"/> (the default): none.</summary>
    public SpeculativeDecoding? Speculation { get; init; }

    /// <summary>LoRA adapters served beside the model; none by default.</summary>
    public ServedAdapters Adapters { get; init; }

    /// <summary>Share of the weights that stays in host memory and comes over the host link in every pass, 0–1; 0 by default.</summary>
    public double OffloadedWeights { get; init; }

    /// <summary>Share of the cache that stays in host memory and comes over the host link in every step, 0–1; 0 by default.</summary>
    public double OffloadedCache { get; init; }

    /// <summary>
    /// Whether all tokens of a pass are the same one, as in benchmarks that fill their prompts with it: equal tokens have equal hidden
    /// states at every position, so that the router sends all of them to the same experts.
    /// </summary>
    internal bool EqualTokens { get; init; }

    /// <summary>Ranks of one replica.</summary>
    public int RanksPerReplica => Tensor * Pipeline;
}
