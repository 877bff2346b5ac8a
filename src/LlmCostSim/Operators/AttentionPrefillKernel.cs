using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of one fused attention over many queries (prefill, chunked prefill, training). Built once per accelerator, library and number
/// format; evaluating allocates nothing.
/// </summary>
/// <remarks>
/// A block works on a tile of query rows and walks over the keys they may see (Dao 2022, 2023; Shah 2024). Its time is a constant plus,
/// for each key, the two matrix multiplies at the library's share of the SM's peak and the exponentials that do not hide behind them.
/// Blocks fill the SMs in waves; the longest block bounds the whole. Reading and writing queries, keys, values and output takes memory
/// time, most of which hides. Writing the new keys and values into the cache comes before.
/// Described in docs/kernels.md, "Attention: prefill, training".
/// </remarks>
internal readonly struct AttentionPrefillKernel
{
    /// <summary>Five matrix multiplies of the backward pass against two (Dao 2022, section 3.1).</summary>
    internal const double BackwardFlopRatio = 2.5;

    private readonly double perSm;
    private readonly double perKeyTile;
    private readonly double flopSeconds;
    private readonly double backwardFlopSeconds;
    private readonly double exponentialSeconds;
    private readonly double byteSeconds;
    private readonly double keyValueBytes;
    private readonly double waveShare;
    private readonly double exposure;
    private readonly double launchSeconds;
    private readonly double blockSeconds;
    private readonly double cachePasses;
    private readonly double activationPasses;
    private readonly double cacheWriteThreadSeconds;
    private readonly double queryTile;
    private readonly double smallQueryTile;
    private readonly double keyTile;
    private readonly bool skipsMasked;
    private readonly QueryPacking packing;

    /// <summary>Prepares the model.</summary>
    /// <param name="accelerator">The accelerator; formats it has no rate for run at its 16-bit rate.</param>
    /// <param name="constants">Constants of its chip.</param>
    /// <param name="library">The attention library.</param>
    /// <param name="format">Format of the operands and of the keys and values.</param>
    public AttentionPrefillKernel(
        Accelerator accelerator,
        AttentionConstants constants,
        AttentionLibraryConstants library,
        NumberFormat format
    )
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(constants);
        ArgumentNullException.ThrowIfNull(library);
        AttentionPrefillConstants kernel = library.Prefill;
        var dense = AttentionRates.Peak(accelerator, format);
        var peak = dense * constants.ArithmeticShare;
        var eightBit = format.ActivationBytes() == 1 && kernel.EightBitEfficiency > 0;
        double smCount = accelerator.SmCount;
        perSm = 1 / smCount;
        perKeyTile = 1.0 / kernel.KeyTile;

        // A chip's share over the reference chip times a library's efficiency there may promise more than the multipliers have.
        flopSeconds = smCount / Math.Min(dense, peak * (eightBit ? kernel.EightBitEfficiency : kernel.Efficiency));
        backwardFlopSeconds = library.BackwardEfficiency > 0 ? smCount / Math.Min(dense, peak * library.BackwardEfficiency) : flopSeconds;
        exponentialSeconds = AttentionRates.ExponentialSeconds(accelerator, constants);
        byteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.MemoryEfficiency);
        keyValueBytes = format.ActivationBytes();
        (waveShare, exposure) = (constants.PrefillWaveShare, constants.PrefillExposure);
        (launchSeconds, blockSeconds) = (kernel.LaunchSeconds, kernel.BlockSeconds);
        (cachePasses, activationPasses) = (kernel.CachePasses, kernel.ActivationPasses);
        cacheWriteThreadSeconds = kernel.CacheWriteSeconds / (2048 * smCount); // an SM holds 2048 threads
        (queryTile, smallQueryTile, keyTile) = (kernel.QueryTile, kernel.SmallQueryTile, kernel.KeyTile);
        skipsMasked = kernel.SkipsMaskedTiles;
        packing = kernel.Packing;
    }

    /// <summary>Time of the forward pass.</summary>
    /// <param name="shape">Shape on this accelerator; its key-value heads divide its query heads.</param>
    /// <returns>Seconds; 0 for no work.</returns>
    public double Seconds(in AttentionShape shape)
    {
        if (!(shape.Batch > 0 && shape.QueryLength > 0))
        {
            return 0;
        }

        var (batch, queryLength, pastLength, heads, kvHeads) = (
            shape.Batch,
            shape.QueryLength,
            shape.PastLength,
            shape.Heads,
            shape.KeyValueHeads
        );
        var keySeconds = ((2.0 * (shape.HeadDim + shape.ValueDim)) * flopSeconds) + exponentialSeconds;
        var group = Group(queryLength, heads, kvHeads);
        var span = KeySpan.Of(shape, skipsMasked);
        var compute = Makespan(batch * heads / group, queryLength, group, span, queryTile, keySeconds);
        if (smallQueryTile > 0)
        {
            compute = Math.Min(compute, Makespan(batch * heads / group, queryLength, group, span, smallQueryTile, keySeconds));
        }

        var dims = (double)(shape.HeadDim + shape.ValueDim);
        var queryBytes = batch * queryLength * heads * dims * 2;
        var newKeyValues = batch * queryLength * kvHeads * dims;
        var seen = shape.Window > 0 ? Math.Min(pastLength + queryLength, shape.Window + queryLength) : pastLength + queryLength;
        var memory = (queryBytes + (batch * seen * kvHeads * dims * keyValueBytes)) * byteSeconds;
        // A cache-writing kernel starts a block for each token, of one thread an element of its keys and at most 512 (vLLM's
        // reshape_and_cache).
        var before =
            (((cachePasses * newKeyValues * 2) + (activationPasses * queryBytes)) * byteSeconds)
            + (batch * queryLength * Math.Min(kvHeads * shape.HeadDim, 512) * cacheWriteThreadSeconds);
        return launchSeconds + before + Math.Max(compute, memory) + (exposure * Math.Min(compute, memory));
    }

    /// <summary>
    /// Time of the backward pass: 2.5 times the forward multiplies at the backward kernel's own efficiency, the exponentials once more.
    /// Backward kernels have one head dimension: where values are narrower than queries, as in multi-head latent attention, they are padded
    /// (FlashAttention-2 and cuDNN, measured on A100 and B200).
    /// </summary>
    /// <param name="shape">Shape on this accelerator; its key-value heads divide its query heads.</param>
    /// <returns>Seconds; 0 for no work.</returns>
    public double BackwardSeconds(in AttentionShape shape)
    {
        if (!(shape.Batch > 0 && shape.QueryLength > 0))
        {
            return 0;
        }

        var (batch, queryLength, pastLength, heads, kvHeads) = (
            shape.Batch,
            shape.QueryLength,
            shape.PastLength,
            shape.Heads,
            shape.KeyValueHeads
        );
        var keySeconds = (BackwardFlopRatio * 4.0 * Math.Max(shape.HeadDim, shape.ValueDim) * backwardFlopSeconds) + exponentialSeconds;
        var group = Group(queryLength, heads, kvHeads);
        var compute = Makespan(batch * heads / group, queryLength, group, KeySpan.Of(shape, skipsMasked), queryTile, keySeconds);
        var dims = (double)(shape.HeadDim + shape.ValueDim);

        // Queries, output and both gradients; keys, values and both gradients; the query gradient is accumulated in single precision.
        var memory =
            batch
            * ((queryLength * heads * ((dims * 4) + (shape.HeadDim * 4.0))) + ((pastLength + queryLength) * kvHeads * dims * 4))
            * byteSeconds;
        return launchSeconds + Math.Max(compute, memory) + (exposure * Math.Min(compute, memory));
    }

    private double Group(double queryLength, int heads, int kvHeads) =>
        packing == QueryPacking.Always || (packing == QueryPacking.SingleToken && queryLength <= 1) ? (double)heads / kvHeads : 1;

    private double Makespan(double streams, double queryLength, double group, in KeySpan span, double tile, double keySeconds)
    {
        var waves = streams * Math.Ceiling(queryLength * group / tile) * perSm;
        var rowSeconds = tile * keySeconds;
        var most = span.End;
        var least = keyTile;
        var diagonal = 0.0;
        if (span.IsMasked)
        {
            most = Math.Min(most, span.Reach + Math.Min(tile, queryLength));
            least -= Math.Min(tile / group, queryLength) / 2;

            // Rows of a tile see up to a tile of tokens more than their mask lets through; over all blocks that is half a tile for each
            // token.
            diagonal = streams * queryLength / 2 * rowSeconds * perSm;
        }

        // Keys come in whole tiles: half a tile more on average, and at least one.
        most = Math.Ceiling(most * perKeyTile) * keyTile;
        var mean = Math.Min(Math.Max(span.Mean + (keyTile / 2), least), most);
        var meanSeconds = blockSeconds + (mean * rowSeconds);
        var longest = blockSeconds + (most * rowSeconds);
        return Math.Max(longest, diagonal + (meanSeconds * (waves + (waveShare * (Math.Ceiling(waves - 1e-9) - waves)))));
    }

    /// <summary>How many keys the queries of one sequence see.</summary>
    private readonly record struct KeySpan(double Mean, double Reach, double End, bool IsMasked)
    {
        // Mean over the queries of the smaller of position and window; kernels that do not skip masked tiles work on all keys.
        internal static KeySpan Of(in AttentionShape shape, bool skipsMasked)
        {
            var (queryLength, pastLength, window) = (shape.QueryLength, shape.PastLength, shape.Window);
            var end = pastLength + queryLength;
            if (!skipsMasked || (window <= 0 && !shape.Causal))
            {
                return new KeySpan(end, end, end, false);
            }

            if (window <= 0 || window >= end)
            {
                return new KeySpan(pastLength + (queryLength / 2), end, end, true);
            }

            var corner = Math.Max(window, pastLength);
            var mean = ((((corner * corner) - (pastLength * pastLength)) / 2) + ((end - corner) * window)) / queryLength;
            return new KeySpan(mean, window, end, true);
        }
    }
}
