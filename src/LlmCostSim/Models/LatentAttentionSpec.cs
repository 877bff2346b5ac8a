namespace LlmCostSim.Models;

/// <summary>Multi-head latent attention: low-rank queries and a compressed key-value cache (DeepSeek-V2, arXiv 2405.04434).</summary>
/// <param name="QueryRank">Rank of the query compression; 0: queries are projected directly.</param>
/// <param name="KeyValueRank">Rank of the shared key-value latent, cached per token.</param>
/// <param name="NopeDim">Channels of a query-key head without rotary position.</param>
/// <param name="RopeDim">Channels of a query-key head with rotary position; the key part is shared by all heads and cached.</param>
/// <param name="ValueDim">Channels of a value head.</param>
public sealed record LatentAttentionSpec(int QueryRank, int KeyValueRank, int NopeDim, int RopeDim, int ValueDim);
