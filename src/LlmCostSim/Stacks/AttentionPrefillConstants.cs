using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// What a library's prefill (and training) attention kernel is: its tiles, as its source has them, and six measured constants.
/// </summary>
internal sealed record AttentionPrefillConstants
{
    /// <summary>Rows of queries one block works on.</summary>
    public required int QueryTile { get; init; }

    /// <summary>Keys one step of a block works on.</summary>
    public required int KeyTile { get; init; }

    /// <summary>A second, smaller query tile the library may choose; 0 where there is none.</summary>
    public int SmallQueryTile { get; init; }

    /// <summary>Whether query heads of one group share a block.</summary>
    public required QueryPacking Packing { get; init; }

    /// <summary>Whether tiles above the causal diagonal are skipped. Kernels of 2023 with paged prefixes did not.</summary>
    public bool SkipsMaskedTiles { get; init; } = true;

    /// <summary>Share of the dense peak that the matrix multiplies reach between the exponentials, 0–1.</summary>
    public required double Efficiency { get; init; }

    /// <summary>The same for 8-bit operands, against the 8-bit peak; 0: as <see cref="Efficiency"/>.</summary>
    public double EightBitEfficiency { get; init; }

    /// <summary>Seconds from launch to result of the smallest call, all kernels of the call together.</summary>
    public required double LaunchSeconds { get; init; }

    /// <summary>Seconds of a block besides its keys: loading queries, filling the pipeline, writing the output.</summary>
    public required double BlockSeconds { get; init; }

    /// <summary>
    /// Passes over the new keys and values beside the attention itself: writing them into the paged cache, rotary embedding.
    /// </summary>
    public double CachePasses { get; init; }

    /// <summary>Passes over queries and output beside the attention itself: splitting, rotary embedding, conversion.</summary>
    public double ActivationPasses { get; init; }

    /// <summary>
    /// Seconds one thread block of the cache-writing kernel lives, where it launches one for each token; 0 where writing is a pure stream.
    /// </summary>
    public double CacheWriteSeconds { get; init; }

    /// <summary>The same kernel where nothing is written into a cache, as in training.</summary>
    internal AttentionPrefillConstants WithoutCache() => this with { CachePasses = 0, ActivationPasses = 0, CacheWriteSeconds = 0 };

    internal static AttentionPrefillConstants Read(FactReader facts)
    {
        var constants = new AttentionPrefillConstants
        {
            QueryTile = facts.Integer("queryTile"),
            KeyTile = facts.Integer("keyTile"),
            SmallQueryTile = facts.OptionalInteger("smallQueryTile") ?? 0,
            Packing = facts.Choice<QueryPacking>("packing"),
            SkipsMaskedTiles = facts.Flag("skipsMaskedTiles", absent: true),
            Efficiency = facts.Positive("efficiency"),
            EightBitEfficiency = facts.OptionalNumber("eightBitEfficiency") ?? 0,
            LaunchSeconds = facts.Positive("launchMicroseconds") * 1e-6,
            BlockSeconds = facts.Number("blockMicroseconds") * 1e-6,
            CachePasses = facts.OptionalNumber("cachePasses") ?? 0,
            ActivationPasses = facts.OptionalNumber("activationPasses") ?? 0,
            CacheWriteSeconds = (facts.OptionalNumber("cacheWriteMicroseconds") ?? 0) * 1e-6,
        };
        facts.Complete();
        return constants;
    }
}
