namespace LlmCostSim.Operators;

/// <summary>Shape of one attention on one rank.</summary>
/// <remarks>Described in docs/method.md, "Counting".</remarks>
/// <param name="Batch">Sequences.</param>
/// <param name="QueryLength">New tokens per sequence that attend.</param>
/// <param name="PastLength">Tokens before them that they all see.</param>
/// <param name="Heads">Query heads on the rank.</param>
/// <param name="KeyValueHeads">Key-value heads on the rank.</param>
/// <param name="HeadDim">Channels of a query-key head.</param>
/// <param name="ValueDim">Channels of a value head.</param>
/// <param name="Window">Keys that a query can see; 0: all.</param>
/// <param name="Causal">Whether a query sees only keys up to its own position; otherwise every query sees <paramref name="PastLength"/> +
/// <paramref name="QueryLength"/> keys.</param>
/// <param name="LatentDim">Cached channels per token of latent attention read by all heads alike; 0: plain heads.</param>
internal readonly record struct AttentionShape(
    double Batch,
    double QueryLength,
    double PastLength,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int ValueDim,
    int Window = 0,
    bool Causal = true,
    int LatentDim = 0
)
{
    /// <summary>
    /// Channels of a token that the cache holds for the rank: keys and values of its heads, or the latent that all heads read.
    /// </summary>
    public double CachedChannels => LatentDim > 0 ? LatentDim : KeyValueHeads * (HeadDim + ValueDim);

    /// <summary>How many of so many keys one query sees.</summary>
    public double Seen(double keys) => Window > 0 ? Math.Min(Window, keys) : keys;

    /// <summary>Query-key pairs of one head and sequence.</summary>
    /// <param name="causalHalved">Whether a causal triangle counts once: q·p + q²/2, the convention of Megatron-LM; otherwise the full
    /// rectangle q·(p + q), the convention of Narayanan et al. 2021.</param>
    public double Pairs(bool causalHalved)
    {
        var keys = PastLength + QueryLength;
        if (Window > 0 && Window < keys)
        {
            // Queries before the window is full see their own position + 1 keys; the rest see the window.
            var growing = Math.Clamp(Window - PastLength, 0, QueryLength);
            var triangle = growing * PastLength + growing * growing * (causalHalved ? 0.5 : 1);
            return triangle + (QueryLength - growing) * Window;
        }

        return Causal && causalHalved ? QueryLength * PastLength + 0.5 * QueryLength * QueryLength : QueryLength * keys;
    }

    /// <summary>Arithmetic of scores and context, forward: two FLOP per pair and channel of both products.</summary>
    /// <param name="causalHalved">As in <see cref="Pairs"/>.</param>
    public double ForwardFlops(bool causalHalved) => 2 * Batch * Heads * Pairs(causalHalved) * (HeadDim + ValueDim);
}
