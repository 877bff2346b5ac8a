namespace LlmCostSim.Operators;

/// <summary>What an operation does in the model; names it in reports and traces.</summary>
internal enum OpRole : byte
{
    /// <summary>Token embedding look-up.</summary>
    Embedding,

    /// <summary>Addition of learned positions.</summary>
    Positions,

    /// <summary>Norm of the embedding.</summary>
    EmbeddingNorm,

    /// <summary>Norm before (or after) attention.</summary>
    AttentionNorm,

    /// <summary>Query, key and value projections.</summary>
    Qkv,

    /// <summary>Query projection, or its low-rank halves.</summary>
    Query,

    /// <summary>Key and value projections, or their low-rank halves.</summary>
    KeyValue,

    /// <summary>Norms of queries, keys or latents.</summary>
    QkNorm,

    /// <summary>Rotary position embedding.</summary>
    Rope,

    /// <summary>Scores: queries times keys.</summary>
    AttentionScores,

    /// <summary>Scale, mask and softmax of the scores.</summary>
    AttentionSoftmax,

    /// <summary>Dropout of the scores.</summary>
    AttentionDropout,

    /// <summary>Scores times values.</summary>
    AttentionContext,

    /// <summary>Fused attention core.</summary>
    AttentionCore,

    /// <summary>Attention output projection.</summary>
    AttentionOutput,

    /// <summary>Residual dropout.</summary>
    Dropout,

    /// <summary>Residual addition.</summary>
    Residual,

    /// <summary>Norm before (or after) the feed-forward block.</summary>
    FeedForwardNorm,

    /// <summary>Gate and up projections.</summary>
    FeedForwardUp,

    /// <summary>Activation and gate product.</summary>
    Activation,

    /// <summary>Down projection.</summary>
    FeedForwardDown,

    /// <summary>Expert router.</summary>
    Router,

    /// <summary>Sorting tokens by expert and back.</summary>
    Permute,

    /// <summary>Exchange of tokens among expert ranks.</summary>
    ExpertExchange,

    /// <summary>Norm after the last layer.</summary>
    FinalNorm,

    /// <summary>Output head.</summary>
    Head,

    /// <summary>Cross-entropy.</summary>
    Loss,

    /// <summary>Exchange among tensor-parallel ranks.</summary>
    TensorExchange,

    /// <summary>Exchange among context-parallel ranks.</summary>
    ContextExchange,

    /// <summary>Low-rank adapter.</summary>
    Adapter,

    /// <summary>Expansion of quantised weights into the compute format.</summary>
    Dequantize,

    /// <summary>Writing keys and values into the cache.</summary>
    CacheWrite,
}
