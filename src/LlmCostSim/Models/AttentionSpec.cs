using System.Runtime.CompilerServices;

namespace LlmCostSim.Models;

/// <summary>Shape of the self-attention of every layer of a model.</summary>
public sealed record AttentionSpec
{
    /// <summary>Query heads, at least 1.</summary>
    public required int Heads { get; init; }

    /// <summary>
    /// Key-value heads: equal to <see cref="Heads"/> for multi-head, 1 for multi-query, between them for grouped-query attention.
    /// </summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Channels per query-key head; heads times this need not be the hidden size (T5, Gemma, Qwen3).</summary>
    public required int HeadDim { get; init; }

    /// <summary>Whether the query, key and value projections have biases; not by default.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Whether the output projection has a bias; not by default.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Normalisation of queries and keys; none by default.</summary>
    public QkNormKind QkNorm { get; init; }

    /// <summary>Keys that a query can see, itself included; 0 (the default): all before it.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Every how many layers the window applies: 1 (the default) all (Mistral), 2 every other (Gemma 2).</summary>
    public int SlidingWindowEvery { get; init; } = 1;

    /// <summary>Latent attention; <see langword="null"/> (the default): plain heads.</summary>
    public LatentAttentionSpec? Latent { get; init; }

    /// <summary>Channels of a value head.</summary>
    internal int ValueDim
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Latent?.ValueDim ?? HeadDim;
    }

    /// <summary>
    /// Elements that one token leaves in the key-value cache of a layer: a key and a value for each key-value head, or the latent and its
    /// rotary key.
    /// </summary>
    internal int CacheElementsPerToken => Latent is { } latent ? latent.KeyValueRank + latent.RopeDim : KeyValueHeads * (HeadDim + ValueDim);
}
