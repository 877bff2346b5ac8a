using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// Time of one decode attention: one new token per sequence against its cached keys and values. Built once per accelerator and library;
/// evaluating allocates nothing.
/// </summary>
/// <remarks>
/// A block streams the keys and values of one sequence and key-value head, or of a split of it (flash decoding, Dao 2023), and multiplies
/// them with the group's queries padded to 16 rows. The time is the larger of the blocks' waves and the memory traffic, plus the part of
/// the smaller that does not hide; splitting costs a combining kernel. The library takes the better of both.
/// </remarks>
public readonly struct AttentionDecodeKernel
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
    public double Seconds(double batch, double context, int heads, int kvHeads, int headDim, int valueDim, int window, double kvBytesPerElement) =>
        heads == kvHeads || heads > kvHeads * (long)sharedQueryHeads
            ? multiHead.Seconds(batch, context, heads, heads, headDim + valueDim, (headDim + valueDim) * kvBytesPerElement, window, kvBytesPerElement <= 1, (double)kvHeads / heads)
            : grouped.Seconds(batch, context, heads, kvHeads, headDim + valueDim, (headDim + valueDim) * kvBytesPerElement, window, kvBytesPerElement <= 1, 1);

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
        private readonly double keyTile;
        private readonly double perKeyTile;
        private readonly double streamSeconds;
        private readonly double eightBitStreamSeconds;
        private readonly double flopSeconds;
        private readonly double eightBitFlopSeconds;
        private readonly double eightBitReads;
        private readonly double byteSeconds;
        private readonly double l2ByteSeconds;
        private readonly double residentBytes;
        private readonly double missSlope;
        private readonly double waveShare;
        private readonly double exposure;
        private readonly AttentionDecodeConstants c;

        internal Kernel(Accelerator accelerator, AttentionConstants constants, AttentionDecodeConstants kernel)
        {
            c = kernel;
            slots = (double)accelerator.SmCount * kernel.BlocksPerSm;
            (perSlot, keyTile, perKeyTile) = (1 / slots, kernel.KeyTile, 1.0 / kernel.KeyTile);
            streamSeconds = 1 / kernel.StreamBytesPerSecond;
            eightBitStreamSeconds = kernel.EightBitStreamBytesPerSecond > 0 ? 1 / kernel.EightBitStreamBytesPerSecond : streamSeconds;
            flopSeconds = kernel.Efficiency > 0 ? slots / (AttentionRates.Peak(accelerator, NumberFormat.Bf16) * kernel.Efficiency) : 0;
            eightBitFlopSeconds = flopSeconds / kernel.EightBitArithmetic;
            eightBitReads = kernel.EightBitKeyValueReads > 0 ? kernel.EightBitKeyValueReads : kernel.KeyValueReads;
            byteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.MemoryEfficiency);
            l2ByteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.L2BandwidthRatio);
            residentBytes = accelerator.L2Cache.TotalBytes * constants.L2ResidentShare;
            missSlope = 1 / (1 - constants.L2ResidentShare);
            (waveShare, exposure) = (constants.DecodeWaveShare, constants.DecodeExposure);
        }

        internal double Seconds(double batch, double context, int heads, int kvHeads, double dims, double tokenBytes, int window, bool eightBit, double distinctShare)
        {
            if (!(batch > 0 && context > 0))
            {
                return 0;
            }

            var keys = window > 0 ? Math.Min(context, window + c.WindowTile) : context;
            var group = (double)heads / kvHeads;
            var shared = Math.Min(group, c.SharedQueryHeads);
            tokenBytes *= eightBit && group < c.EightBitLeastGroup ? group : Math.Min(eightBit ? eightBitReads : c.KeyValueReads, group);
            var streams = batch * kvHeads * Math.Ceiling(group / shared);
            var rows = Math.Ceiling(shared * 0.0625) * 16;
            var keySeconds = (tokenBytes * (eightBit ? eightBitStreamSeconds : streamSeconds)) + (2 * dims * rows * (eightBit ? eightBitFlopSeconds : flopSeconds));
            var blocks = Waves(streams, keys, keySeconds);
            if (c.SplitSize > 0)
            {
                blocks = Math.Min(blocks, Split(streams, keys, keySeconds));
            }

            // Heads that read the same keys at the same time find them in L2, as does the next step where they still lie there.
            var bytes = streams * keys * tokenBytes;
            var distinct = bytes * distinctShare;
            var missed = Math.Min(distinct, Math.Max(0, distinct - residentBytes) * missSlope);
            var memory = Math.Max(bytes * l2ByteSeconds, missed * byteSeconds);
            var beside = c.LaunchSeconds + (c.ActivationPasses * batch * heads * dims * 2 * byteSeconds) + (batch * c.SequenceSeconds);
            if (eightBit)
            {
                beside += c.EightBitSeconds;
            }

            if (group > 1 && kvHeads > 1 && batch > 1)
            {
                beside += c.RegroupSeconds;
            }

            return beside + Math.Max(blocks, memory) + (exposure * Math.Min(blocks, memory));
        }

        // As many splits as fill the SMs once, none of them shorter than the split size.
        private double Split(double streams, double keys, double keySeconds)
        {
            var most = Math.Floor(slots / streams);
            if (most < 2 || keys <= c.SplitSize)
            {
                return double.MaxValue;
            }

            var length = Math.Max(c.SplitSize, keys / most);
            return Waves(streams * (keys / length), length, keySeconds) + c.CombineSeconds;
        }

        private double Waves(double blocks, double keys, double keySeconds)
        {
            var waves = Math.Max(1, blocks * perSlot);
            waves += waveShare * (Math.Ceiling(waves - 1e-9) - waves); // the subtrahend absorbs rounding in the number of splits
            return waves * (c.BlockSeconds + (Math.Ceiling(keys * perKeyTile) * keyTile * keySeconds));
        }
    }
}
