using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of one decode attention: one new token per sequence against its cached keys and values. Built once per accelerator and library;
/// evaluating allocates nothing.
/// </summary>
/// <remarks>
/// A block streams the keys and values of one sequence and key-value head, or of a split of it (flash decoding, Dao 2023), and multiplies
/// them with the group's queries padded to 16 rows. The time is the larger of the blocks' waves and the memory traffic, and of the smaller
/// what passes until both run beside each other; splitting costs a combining kernel. The library takes the better of both.
/// Described in docs/kernels.md, "Attention: decode".
/// </remarks>
internal readonly struct AttentionDecodeKernel
{
    private readonly Kernel grouped;
    private readonly Kernel multiHead;
    private readonly int sharedQueryHeads;

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

        grouped = new Kernel(accelerator, constants, library.Decode);
        sharedQueryHeads = library.MultiHeadDecode is null ? int.MaxValue : library.Decode.SharedQueryHeads;
        multiHead = library.MultiHeadDecode is null ? grouped : new Kernel(accelerator, constants, library.MultiHeadDecode);
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
    public double Seconds(double batch, double context, int heads, int kvHeads, int headDim, int valueDim, int window, double kvBytesPerElement)
    {
        var dims = headDim + valueDim;
        var tokenBytes = dims * kvBytesPerElement;
        var eightBit = kvBytesPerElement <= 1;
        if (heads == kvHeads)
        {
            return multiHead.Seconds(batch, context, heads, heads, dims, tokenBytes, window, eightBit, 1);
        }

        var most = kvHeads * (long)sharedQueryHeads;
        return heads <= most
            ? grouped.Seconds(batch, context, heads, kvHeads, dims, tokenBytes, window, eightBit, 1)
            // Heads beyond what can share are never cheaper than those that do.
            : Math.Max(
                grouped.Seconds(batch, context, (int)most, kvHeads, dims, tokenBytes, window, eightBit, 1),
                multiHead.Seconds(batch, context, heads, heads, dims, tokenBytes, window, eightBit, (double)kvHeads / heads));
    }

    /// <summary>Time of one absorbed multi-head latent attention (DeepSeek-V2): all heads read the one latent vector of a token, which serves as key and as value.</summary>
    /// <param name="batch">Sequences, one new token each.</param>
    /// <param name="context">Cached tokens per sequence, the new one included.</param>
    /// <param name="heads">Query heads on this accelerator.</param>
    /// <param name="latentRank">Rank of the compressed keys and values.</param>
    /// <param name="ropeDim">Dimension of the rotary key beside it.</param>
    /// <param name="kvBytesPerElement">2 for a 16-bit cache, 1 for an 8-bit one.</param>
    /// <returns>Seconds; 0 for no work.</returns>
    public double LatentSeconds(double batch, double context, int heads, int latentRank, int ropeDim, double kvBytesPerElement) =>
        grouped.Seconds(batch, context, heads, 1, (2 * latentRank) + ropeDim, (latentRank + ropeDim) * kvBytesPerElement, 0, kvBytesPerElement <= 1, 1);

    private readonly struct Kernel
    {
        private readonly double slots;
        private readonly double perSlot;
        private readonly double plannedSlots;
        private readonly double alone;
        private readonly double aloneShare;
        private readonly double keyTile;
        private readonly double perKeyTile;
        private readonly double blockSeconds;
        private readonly double streamSeconds;
        private readonly double eightBitStreamSeconds;
        private readonly double flopSeconds;
        private readonly double eightBitFlopSeconds;
        private readonly double eightBitReads;
        private readonly double byteSeconds;
        private readonly double l2ByteSeconds;
        private readonly double residentBytes;
        private readonly double missSlope;
        private readonly double combine;
        private readonly double maximumSplits;
        private readonly double scheduled;
        private readonly AttentionDecodeConstants c;

        internal Kernel(Accelerator accelerator, AttentionConstants constants, AttentionDecodeConstants kernel)
        {
            c = kernel;
            slots = (double)accelerator.SmCount * kernel.BlocksPerSm;
            (perSlot, keyTile, perKeyTile) = (1 / slots, kernel.KeyTile, 1.0 / kernel.KeyTile);
            plannedSlots = kernel.PlannedBlocksPerSm > 0 ? (double)accelerator.SmCount * kernel.PlannedBlocksPerSm : slots;
            // The factor absorbs rounding in the number of splits.
            (alone, aloneShare) = (accelerator.SmCount * (1 + 1e-9), kernel.AloneSpeedup > 1 ? 1 / kernel.AloneSpeedup : 1);
            blockSeconds = kernel.BlockSeconds / constants.DecodeShare;
            streamSeconds = kernel.StreamBytesPerSecond > 0 ? 1 / (kernel.StreamBytesPerSecond * constants.DecodeShare) : 0;
            eightBitStreamSeconds = kernel.EightBitStreamBytesPerSecond > 0 ? 1 / (kernel.EightBitStreamBytesPerSecond * constants.DecodeShare) : streamSeconds;
            flopSeconds = kernel.Efficiency > 0 ? slots / (AttentionRates.Peak(accelerator, NumberFormat.Bf16) * kernel.Efficiency * constants.DecodeShare) : 0;
            eightBitFlopSeconds = flopSeconds / kernel.EightBitArithmetic;
            eightBitReads = kernel.EightBitKeyValueReads > 0 ? kernel.EightBitKeyValueReads : kernel.KeyValueReads;
            byteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.MemoryEfficiency);
            l2ByteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.L2BandwidthRatio);
            residentBytes = accelerator.L2Cache.TotalBytes * constants.L2ResidentShare;
            missSlope = 1 / (1 - constants.L2ResidentShare);
            maximumSplits = kernel.MaximumSplits > 0 ? kernel.MaximumSplits : double.PositiveInfinity;
            scheduled = kernel.ScheduledSequences > 0 ? kernel.ScheduledSequences : double.PositiveInfinity;
            combine = kernel.CombineSeconds > 0 ? kernel.CombineSeconds : constants.DecodeCombineSeconds;
        }

        internal double Seconds(double batch, double context, int heads, int kvHeads, double dims, double tokenBytes, int window, bool eightBit, double distinctShare)
        {
            if (!(batch > 0 && context > 0))
            {
                return 0;
            }

            var keys = window > 0 ? Math.Min(context, window + c.WindowTile) : context;
            var group = (double)heads / kvHeads;
            tokenBytes *= eightBit && group < c.EightBitLeastGroup ? group : Math.Min(eightBit ? eightBitReads : c.KeyValueReads, group);
            var shared = Math.Min(group, c.SharedQueryHeads);
            var rows = Math.Ceiling(shared * 0.0625) * 16;
            var keySeconds = (tokenBytes * (eightBit ? eightBitStreamSeconds : streamSeconds)) + (2 * dims * rows * (eightBit ? eightBitFlopSeconds : flopSeconds));
            var streams = kvHeads * Math.Ceiling(group / shared);
            var perSequence = heads * dims * 2 * byteSeconds;
            var seconds = (batch * perSequence) + Read(batch * streams, keys, keySeconds, tokenBytes, distinctShare);
            if (batch <= scheduled)
            {
                seconds += batch * c.SequenceSeconds;
                if (scheduled < double.PositiveInfinity)
                {
                    // A batch padded beyond the limit does without the order, too.
                    seconds = Math.Min(seconds, ((scheduled + 1) * perSequence) + Read((scheduled + 1) * streams, keys, keySeconds, tokenBytes, distinctShare));
                }
            }

            return seconds + c.LaunchSeconds + (group > 1 && kvHeads > 1 && batch > 1 ? c.RegroupSeconds : 0);
        }

        // Blocks beside memory. Heads that read the same keys at the same time find them in L2, as does the next step where they still lie there.
        private double Read(double streams, double keys, double keySeconds, double tokenBytes, double distinctShare)
        {
            var bytes = streams * keys * tokenBytes;
            var distinct = bytes * distinctShare;
            var missed = Math.Min(distinct, Math.Max(0, distinct - residentBytes) * missSlope);
            var memory = Math.Max(bytes * l2ByteSeconds, missed * byteSeconds);
            var seconds = Waves(streams, keys, keySeconds, memory, 0);
            return maximumSplits > 1 ? Math.Min(seconds, Split(streams, keys, keySeconds, memory)) : seconds;
        }

        // As many splits as fill the SMs once, none of them shorter than a tile of keys.
        private double Split(double streams, double keys, double keySeconds, double memory)
        {
            var most = Math.Min(Math.Floor(plannedSlots / streams), maximumSplits);
            if (most < 2 || keys <= keyTile)
            {
                return double.MaxValue;
            }

            var length = Math.Max(keyTile, Math.Max(keys, c.PlannedContext) / most);
            return keys <= length ? double.MaxValue : Waves(streams * (keys / length), length, keySeconds, memory, combine);
        }

        // Blocks run in waves. In step, all blocks of a wave share the memory and end together, and the last wave starts when they have.
        private double Waves(double blocks, double keys, double keySeconds, double memory, double after)
        {
            var block = blockSeconds + (Math.Ceiling(keys * perKeyTile) * keyTile * keySeconds * (blocks <= alone ? aloneShare : 1));
            var full = Math.Floor((blocks * perSlot) + 1e-9); // the addend absorbs rounding in the number of splits
            var rest = (blocks * perSlot) - full;
            var waves = rest > 1e-9 ? full + 1 : full;
            var longer = Math.Max((waves * block) + after, memory);
            if (c.WavesInStep && full >= 1 && waves > full)
            {
                var perWave = memory / (full + rest);
                longer = (full * Math.Max(block, perWave)) + Math.Max(block + after, rest * perWave);
            }

            return longer + Math.Min(c.FillSeconds, Math.Min(memory, (waves * block) + after));
        }
    }
}
