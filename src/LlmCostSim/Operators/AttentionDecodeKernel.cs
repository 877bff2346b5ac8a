using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of one decode attention: one new token per sequence against its cached keys and values. Built once per accelerator and library;
/// evaluating allocates nothing.
/// </summary>
/// <remarks>
/// Chooses between the library's kernel for grouped queries and the one for query heads with keys and values of their own; their time is in
/// <see cref="AttentionDecodeStreams"/>. Described in docs/kernels.md, "Attention: decode".
/// </remarks>
internal readonly struct AttentionDecodeKernel
{
    private readonly AttentionDecodeStreams grouped;
    private readonly AttentionDecodeStreams multiHead;
    private readonly int sharedQueryHeads;
    private readonly double fewestBlocks;

    /// <summary>Prepares the model.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="constants">Constants of its chip.</param>
    /// <param name="library">The attention library; it must have a decode kernel.</param>
    /// <exception cref="ArgumentException">The library is for training only.</exception>
    public AttentionDecodeKernel(Accelerator accelerator, AttentionConstants constants, AttentionLibraryConstants library)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentNullException.ThrowIfNull(library);
        if (library.Decode is null)
        {
            throw new ArgumentException($"{library.Id} has no decode kernel.", nameof(library));
        }

        grouped = new AttentionDecodeStreams(accelerator, constants, library.Decode);
        sharedQueryHeads = library.MultiHeadDecode is null ? int.MaxValue : library.Decode.SharedQueryHeads;
        multiHead = library.MultiHeadDecode is null ? grouped : new AttentionDecodeStreams(accelerator, constants, library.MultiHeadDecode);
        fewestBlocks = library.MultiHeadDecode is null ? 0 : library.Decode.FewestBlocksPerSm * accelerator.SmCount;
    }

    /// <summary>Time of one decode attention.</summary>
    /// <param name="batch">Sequences, one new token each.</param>
    /// <param name="context">Cached tokens per sequence, the new one included.</param>
    /// <param name="heads">Query heads on this accelerator.</param>
    /// <param name="kvHeads">Key-value heads on this accelerator; divides <paramref name="heads"/>.</param>
    /// <param name="headDim">Dimension of queries and keys.</param>
    /// <param name="valueDim">Dimension of values.</param>
    /// <param name="window">Sliding window in tokens; 0: none.</param>
    /// <param name="kvBytesPerElement">2 for a 16-bit cache, 1 for an 8-bit one.</param>
    /// <returns>Seconds; 0 for no work.</returns>
    public double Seconds(
        double batch,
        double context,
        int heads,
        int kvHeads,
        int headDim,
        int valueDim,
        int window,
        double kvBytesPerElement
    )
    {
        var dims = headDim + valueDim;
        var tokenBytes = dims * kvBytesPerElement;
        var eightBit = kvBytesPerElement <= 1;
        if (heads == kvHeads)
        {
            return multiHead.Seconds(batch, context, heads, heads, dims, tokenBytes, window, eightBit, 1);
        }

        var shared = (int)Math.Min(heads, kvHeads * (long)sharedQueryHeads);
        var few = grouped.Pieces(batch * kvHeads, context, window) < fewestBlocks;
        if (shared == heads && !few)
        {
            return grouped.Seconds(batch, context, heads, kvHeads, dims, tokenBytes, window, eightBit, 1);
        }

        // Each head for itself. Heads beyond what can share are never cheaper than those that do; with few blocks the cheaper kernel
        // counts.
        var apart = multiHead.Seconds(batch, context, heads, heads, dims, tokenBytes, window, eightBit, (double)kvHeads / heads);
        if (few && shared < heads)
        {
            return apart;
        }

        var together = grouped.Seconds(batch, context, shared, kvHeads, dims, tokenBytes, window, eightBit, 1);
        return few ? Math.Min(together, apart) : Math.Max(together, apart);
    }

    /// <summary>
    /// Time of one absorbed multi-head latent attention (DeepSeek-V2): all heads read the one latent vector of a token, which serves as key
    /// and as value.
    /// </summary>
    /// <param name="batch">Sequences, one new token each.</param>
    /// <param name="context">Cached tokens per sequence, the new one included.</param>
    /// <param name="heads">Query heads on this accelerator.</param>
    /// <param name="latentRank">Rank of the compressed keys and values.</param>
    /// <param name="ropeDim">Dimension of the rotary key beside it.</param>
    /// <param name="kvBytesPerElement">2 for a 16-bit cache, 1 for an 8-bit one.</param>
    /// <returns>Seconds; 0 for no work.</returns>
    public double LatentSeconds(double batch, double context, int heads, int latentRank, int ropeDim, double kvBytesPerElement) =>
        grouped.Seconds(
            batch,
            context,
            heads,
            1,
            (2 * latentRank) + ropeDim,
            (latentRank + ropeDim) * kvBytesPerElement,
            0,
            kvBytesPerElement <= 1,
            1
        );
}
