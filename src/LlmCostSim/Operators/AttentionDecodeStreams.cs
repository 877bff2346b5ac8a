using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// One decode kernel of a library: how many streams of keys and values a shape has, what a key costs, and what the memory needs beside the
/// blocks.
/// </summary>
/// <remarks>
/// A stream is what one block reads that is not split: the keys and values of one sequence and key-value head, multiplied with the group's
/// queries padded to 16 rows. How streams become blocks is in <see cref="AttentionDecodeBlocks"/>.
/// </remarks>
internal readonly struct AttentionDecodeStreams
{
    private readonly AttentionDecodeBlocks blocks;
    private readonly double streamSeconds;
    private readonly double flopSeconds;
    private readonly double eightBitFlopSeconds;
    private readonly double eightBitReads;
    private readonly double byteSeconds;
    private readonly double l2ByteSeconds;
    private readonly double residentBytes;
    private readonly double missSlope;
    private readonly double scheduled;
    private readonly AttentionDecodeConstants c;

    internal AttentionDecodeStreams(Accelerator accelerator, AttentionConstants constants, AttentionDecodeConstants kernel)
    {
        c = kernel;
        blocks = new AttentionDecodeBlocks(accelerator, constants, kernel);
        streamSeconds = kernel.StreamBytesPerSecond > 0 ? 1 / (kernel.StreamBytesPerSecond * constants.DecodeShare) : 0;
        flopSeconds =
            kernel.Efficiency > 0
                ? (double)accelerator.SmCount
                    * kernel.BlocksPerSm
                    / (AttentionRates.Peak(accelerator, NumberFormat.Bf16) * kernel.Efficiency * constants.DecodeShare)
                : 0;
        eightBitFlopSeconds = flopSeconds / kernel.EightBitArithmetic;
        eightBitReads = kernel.EightBitKeyValueReads > 0 ? kernel.EightBitKeyValueReads : kernel.KeyValueReads;
        byteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.MemoryEfficiency);
        l2ByteSeconds = 1 / (accelerator.MemoryBandwidth.BytesPerSecond * constants.L2BandwidthRatio);
        residentBytes = accelerator.L2Cache.TotalBytes * constants.L2ResidentShare;
        missSlope = 1 / (1 - constants.L2ResidentShare);
        scheduled = kernel.ScheduledSequences > 0 ? kernel.ScheduledSequences : double.PositiveInfinity;
    }

    /// <summary>Blocks that the kernel would make of so many streams, if there were SMs for all.</summary>
    internal double Pieces(double streams, double context, int window) => streams * Math.Max(1, blocks.Pieces(Keys(context, window)));

    /// <summary>Seconds of the kernel; 0 for no work.</summary>
    internal double Seconds(
        double batch,
        double context,
        int heads,
        int kvHeads,
        double dims,
        double tokenBytes,
        int window,
        bool eightBit,
        double distinctShare
    )
    {
        if (!(batch > 0 && context > 0))
        {
            return 0;
        }

        var keys = Keys(context, window);
        var group = (double)heads / kvHeads;
        tokenBytes *= eightBit && group < c.EightBitLeastGroup ? group : Math.Min(eightBit ? eightBitReads : c.KeyValueReads, group);
        var shared = Math.Min(group, c.SharedQueryHeads);
        var rows = Math.Ceiling(shared * 0.0625) * 16;

        // A block streams keys, not bytes: one of an 8-bit cache, converted on the way, takes it as long as one of a 16-bit cache.
        var keySeconds =
            (tokenBytes * (eightBit ? 2 : 1) * streamSeconds) + (2 * dims * rows * (eightBit ? eightBitFlopSeconds : flopSeconds));
        var streams = kvHeads * Math.Ceiling(group / shared);
        var perSequence = heads * dims * 2 * byteSeconds;
        var seconds = (batch * perSequence) + Read(batch * streams, keys, keySeconds, tokenBytes, distinctShare);
        if (batch <= scheduled)
        {
            seconds += batch * c.SequenceSeconds;
            if (scheduled < double.PositiveInfinity)
            {
                // A batch padded beyond the limit does without the order, too.
                seconds = Math.Min(
                    seconds,
                    ((scheduled + 1) * perSequence) + Read((scheduled + 1) * streams, keys, keySeconds, tokenBytes, distinctShare)
                );
            }
        }

        return seconds
            + c.LaunchSeconds
            + (eightBit ? c.EightBitLaunchSeconds : 0)
            + (group > 1 && kvHeads > 1 && batch > 1 ? c.RegroupSeconds : 0);
    }

    private double Keys(double context, int window) => window > 0 ? Math.Min(context, window + c.WindowTile) : context;

    // Blocks beside memory. Heads that read the same keys at the same time find them in L2, as does the next step where they still lie
    // there.
    private double Read(double streams, double keys, double keySeconds, double tokenBytes, double distinctShare)
    {
        var bytes = streams * keys * tokenBytes;
        var distinct = bytes * distinctShare;
        var missed = Math.Min(distinct, Math.Max(0, distinct - residentBytes) * missSlope);
        return blocks.Seconds(streams, keys, keySeconds, bytes * l2ByteSeconds, Math.Max(distinct * l2ByteSeconds, missed * byteSeconds));
    }
}
