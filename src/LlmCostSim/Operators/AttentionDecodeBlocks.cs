using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// The blocks of a decode kernel: how it splits streams of keys and values, and how its waves of blocks run beside L2 and memory.
/// </summary>
/// <remarks>Flash decoding (Dao 2023). Never faster for more streams or keys; described in docs/kernels.md, "Attention: decode".</remarks>
internal readonly struct AttentionDecodeBlocks
{
    // Absorbs rounding in numbers of splits, blocks and tiles.
    private const double Rounding = 1e-9;

    private readonly double sms;
    private readonly double slots;
    private readonly double perSlot;
    private readonly double planned;
    private readonly double alone;
    private readonly double aloneShare;
    private readonly double keyTile;
    private readonly double perKeyTile;
    private readonly double blockSeconds;
    private readonly double loopSeconds;
    private readonly double combine;
    private readonly double maximumSplits;
    private readonly AttentionDecodeConstants c;

    internal AttentionDecodeBlocks(Accelerator accelerator, AttentionConstants constants, AttentionDecodeConstants kernel)
    {
        c = kernel;
        sms = accelerator.SmCount;
        slots = sms * kernel.BlocksPerSm;
        (perSlot, keyTile, perKeyTile) = (1 / slots, kernel.KeyTile, 1.0 / kernel.KeyTile);
        planned = kernel.PlannedBlocksPerSm > 0 ? sms * kernel.PlannedBlocksPerSm : slots;
        (alone, aloneShare) = (sms * (1 + Rounding), kernel.AloneSpeedup > 1 ? 1 / kernel.AloneSpeedup : 1);
        (blockSeconds, loopSeconds) = (kernel.BlockSeconds / constants.DecodeShare, kernel.LoopSeconds / constants.DecodeShare);
        combine = kernel.CombineSeconds > 0 ? kernel.CombineSeconds : constants.DecodeCombineSeconds;
        maximumSplits = kernel.MaximumSplits > 0 ? kernel.MaximumSplits : double.PositiveInfinity;
    }

    /// <summary>
    /// Most pieces into which the kernel splits a sequence of so many keys, as far as its length decides; below 1 for a short one.
    /// </summary>
    internal double Pieces(double keys)
    {
        // The library counts the token that is about to be cached.
        var pieces = (keys + 1) / c.LeastKeys;
        return pieces > c.LinearSplits ? Math.Sqrt(c.LinearSplits * pieces) : pieces;
    }

    /// <summary>Seconds of all blocks beside the memory.</summary>
    /// <param name="streams">Streams of keys and values.</param>
    /// <param name="keys">Keys of each.</param>
    /// <param name="keySeconds">Seconds a key takes a block.</param>
    /// <param name="l2">Seconds in which L2 delivers what the blocks read.</param>
    /// <param name="memory">Seconds in which memory delivers what L2 has not.</param>
    internal double Seconds(double streams, double keys, double keySeconds, double l2, double memory) =>
        c.Splitting switch
        {
            SequenceSplitting.ManyWaves => ManyWaves(streams, keys, keySeconds, l2, memory),
            SequenceSplitting.WideBlocks => streams < sms
                ? Wide(streams, keys, keySeconds, l2, memory)
                : Narrow(streams, keys, keySeconds, l2, memory),
            _ when maximumSplits > 1 => Math.Min(
                Whole(streams, keys, keySeconds, l2, memory),
                OneWave(streams, keys, keySeconds, l2, memory)
            ),
            _ => Whole(streams, keys, keySeconds, l2, memory),
        };

    private double Whole(double streams, double keys, double keySeconds, double l2, double memory) =>
        Waves(streams * perSlot, Block(keys, keySeconds, streams), l2, memory, 0);

    // As many splits as fill the SMs once, none of them shorter than a tile of keys.
    private double OneWave(double streams, double keys, double keySeconds, double l2, double memory)
    {
        var most = Math.Min(Math.Floor(planned / streams), maximumSplits);
        if (most < 2 || keys <= keyTile)
        {
            return double.MaxValue;
        }

        var length = Math.Max(keyTile, Math.Max(keys, c.PlannedContext) / most);
        var blocks = streams * (keys / length);
        return keys <= length ? double.MaxValue : Waves(blocks * perSlot, Block(length, keySeconds, blocks), l2, memory, combine);
    }

    // As many splits as the length asks for, in as many waves as planned. What needs no split any more is not faster than the longest that
    // did.
    private double ManyWaves(double streams, double keys, double keySeconds, double l2, double memory)
    {
        var most = Pieces(keys);
        var splits = Math.Min(planned / streams, most);
        var shortest = Block((2 * c.LeastKeys) - 1, keySeconds, Math.Min(streams, planned)) - combine;
        if (splits >= 2)
        {
            var block = Math.Max(Block(keys / splits, keySeconds, streams * splits), shortest);
            return Waves(streams * splits * perSlot, block, l2, memory, combine);
        }

        var whole = Whole(streams, keys, keySeconds, l2, memory);
        return most < 2
            ? whole
            : Math.Max(whole, Waves(planned * perSlot, Math.Max(Block(keys / 2, keySeconds, planned), shortest), l2, memory, combine));
    }

    // Fewer streams than SMs: blocks as wide as an SM, and so many splits, rounded up, that every SM has one: those beyond wait for a wave
    // of their own.
    private double Wide(double streams, double keys, double keySeconds, double l2, double memory)
    {
        if (keys + 1 < c.LeastKeys)
        {
            return Waves(streams / sms, WideBlock(keys, keySeconds, 1), l2, memory, 0);
        }

        var seconds = Split(streams, keys, keySeconds, l2, memory);
        if (!DividesSms(streams))
        {
            return seconds;
        }

        // Where the splits come out even there is no second wave; still no faster than fewer streams with one.
        var fewer = streams - 1;
        while (fewer >= 1 && DividesSms(fewer))
        {
            fewer--;
        }

        return fewer < 1 ? seconds : Math.Max(seconds, Split(fewer, keys, keySeconds, l2, memory));
    }

    private double Split(double streams, double keys, double keySeconds, double l2, double memory)
    {
        var splits = Math.Min(Math.Ceiling((sms / streams) - Rounding), ((keys + 1) / c.LeastKeys) + 1);
        var longestWhole = WideBlock(c.LeastKeys - 1, keySeconds, 1) - combine;
        return Waves(streams * splits / sms, Math.Max(WideBlock(keys / splits, keySeconds, 1), longestWhole), l2, memory, combine);
    }

    private bool DividesSms(double streams) => Math.Abs((sms / streams) - Math.Round(sms / streams)) < Rounding;

    // At least as many streams as SMs: two blocks on each, or as many as fit when that is not enough; never faster than one stream less, in
    // two splits.
    private double Narrow(double streams, double keys, double keySeconds, double l2, double memory)
    {
        var blocksPerSm = streams > slots ? c.BlocksPerSm : Math.Min(2, c.BlocksPerSm);
        var whole = Waves(streams / (sms * blocksPerSm), WideBlock(keys, keySeconds, blocksPerSm), l2, memory, 0);
        return keys + 1 < c.LeastKeys ? whole : Math.Max(whole, Split(sms / 1.5, keys, keySeconds, l2, memory));
    }

    private double Block(double keys, double keySeconds, double blocks) =>
        blockSeconds
        + (Math.Max(c.LeastKeys, Math.Ceiling((keys * perKeyTile) - Rounding) * keyTile) * keySeconds * (blocks <= alone ? aloneShare : 1));

    // The blocks of an SM share its rate, and the keys that its threads take at once before they need the loop.
    private double WideBlock(double keys, double keySeconds, double blocksPerSm) =>
        blockSeconds + ((keys + 1) * blocksPerSm >= c.PassKeys ? loopSeconds : 0) + (keys * keySeconds * blocksPerSm);

    // Blocks run in waves. In step, all blocks of a wave share the memory and end together, and the last wave starts when they have.
    private double Waves(double waves, double block, double l2, double memory, double after)
    {
        var full = Math.Floor(waves + Rounding);
        var rest = waves - full;
        var started = rest > Rounding ? full + 1 : Math.Max(1, full);
        var blocks = Math.Max((started * block) + after, l2);
        var longer = Math.Max(blocks, memory);
        if (c.WavesInStep && full >= 1 && started > full)
        {
            var perWave = memory / waves;
            longer = Math.Max(l2, (full * Math.Max(block, perWave)) + Math.Max(block + after, rest * perWave));
        }

        var shorter = Math.Min(blocks, memory);
        return c.FillSeconds > 0 ? longer + (shorter * c.FillSeconds / (shorter + c.FillSeconds)) : longer;
    }
}
