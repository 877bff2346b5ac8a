using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyDecode;

namespace LlmCostSim.Tests.Operators;

/// <summary>How decode attention divides long sequences over the multiprocessors, worked out by hand on <see cref="ToyDecode"/>.</summary>
public sealed class DecodeSplittingByHandTests
{
    /// <summary>
    /// Split to fill one wave: one sequence in ten pieces of 64 keys; no more pieces than the library plans, none shorter than a tile;
    /// joined at the end. Planned for more blocks, or a longer context, than there are.
    /// </summary>
    [Theory]
    [InlineData(1, 640, 32, 0, 0, 64)]
    [InlineData(1, 640, 4, 0, 0, 192)]
    [InlineData(2, 640, 32, 0, 0, 128)]
    [InlineData(3, 640, 32, 0, 0, 256)]
    [InlineData(6, 640, 32, 0, 0, 640)]
    [InlineData(1, 64, 32, 0, 0, 64)]
    [InlineData(1, 128, 32, 0, 0, 64)]
    [InlineData(6, 640, 32, 2, 0, 256 * 2)]
    [InlineData(1, 640, 32, 0, 1280, 128)]
    public void Split_OneWave_FillsIt(double batch, double context, int splits, int planned, int plannedContext, double keys) =>
        Near(
            keys * Key,
            Time(Of(Decode with { MaximumSplits = splits, PlannedBlocksPerSm = planned, PlannedContext = plannedContext }), batch, context)
        );

    /// <summary>Joining takes the kernel's own time, or the chip's: ten pieces of 64 keys, here at 10⁸ B/s.</summary>
    [Theory]
    [InlineData(0, 3e-6)]
    [InlineData(2e-6, 2e-6)]
    public void Split_InPieces_IsJoinedOnce(double combine, double seconds) =>
        Near(
            (64 * 256 / 1e8) + seconds,
            Time(
                Of(
                    Decode with
                    {
                        MaximumSplits = 32,
                        CombineSeconds = combine,
                        StreamBytesPerSecond = 1e8,
                    },
                    constants: Attention with
                    {
                        DecodeCombineSeconds = 3e-6,
                    }
                ),
                1,
                640
            )
        );

    /// <summary>
    /// As many splits as the length asks for, in as many waves as planned: 1,279 keys and the new one in ten pieces of at least 128 (in
    /// tiles of 64), one wave of ten streams each. No piece is quicker than the longest that is not split, 255 keys, nor what is not.
    /// </summary>
    [Theory]
    [InlineData(1, 1279, 8, 256)]
    [InlineData(10, 1279, 8, 8 * 256)]
    [InlineData(10, 1279, 4, 4 * 320)]
    [InlineData(10, 100, 8, 128)]
    public void Split_ManyWaves_AsTheLengthAsksFor(double batch, double context, int planned, double keys) =>
        Near(
            keys * Key,
            Time(Of(Decode with { Splitting = SequenceSplitting.ManyWaves, LeastKeys = 128, PlannedBlocksPerSm = planned }), batch, context)
        );

    /// <summary>
    /// Beyond so many pieces their number grows as a root: (25,599 + 1)/128 = 200 pieces, of which √(50 · 200) = 100; one stream in 100
    /// pieces of 256 keys.
    /// </summary>
    [Fact]
    public void Split_ManyPieces_GrowAsARoot() =>
        Near(
            10 * 256 * Key,
            Time(
                Of(Decode with { Splitting = SequenceSplitting.ManyWaves, LeastKeys = 128, PlannedBlocksPerSm = 64, LinearSplits = 50 }),
                1,
                25599
            )
        );

    /// <summary>Blocks as wide as a multiprocessor, from 128 keys on, whose threads take any number of keys at once.</summary>
    private static readonly AttentionDecodeConstants Wide = Decode with
    {
        Splitting = SequenceSplitting.WideBlocks,
        LeastKeys = 128,
        PassKeys = int.MaxValue,
    };

    /// <summary>
    /// Fewer streams than multiprocessors are split so that each has a block, in a second wave where that does not come out even; what is
    /// shorter than the least is not. Threads that take fewer keys at once loop.
    /// </summary>
    [Theory]
    [InlineData(4, 640, 640 / 3.0, 2)]
    [InlineData(3, 640, 640 / 4.0, 2)]
    [InlineData(4, 100, 100, 1)]
    public void Split_WideBlocks_GivesEachMultiprocessorOne(double batch, double context, double keys, double waves)
    {
        Near(waves * keys * Key, Time(Of(Wide), batch, context));
        Near(waves * ((keys * Key) + 1e-6), Time(Of(Wide with { PassKeys = 50, LoopSeconds = 1e-6 }), batch, context));
    }

    /// <summary>
    /// Ten streams and more: two blocks on each multiprocessor share it, in waves of twenty; more than fit so, in as many as do.
    /// </summary>
    [Theory]
    [InlineData(20, 4, 2 * 640)]
    [InlineData(21, 4, 2 * 2 * 640)]
    [InlineData(41, 4, 2 * 4 * 640)]
    [InlineData(20, 1, 2 * 640)]
    public void Narrow_ManyStreams_ShareMultiprocessors(double batch, int perSm, double keys) =>
        Near(keys * Key, Time(Of(Wide with { BlocksPerSm = perSm }), batch, 640));

    /// <summary>
    /// Where splits come out even there is no second wave, but never quicker than fewer streams with one: five streams of 320 keys run in
    /// one wave, four in thirds in two of 213. Two (of fifths) and one have none before them with a second wave.
    /// </summary>
    [Theory]
    [InlineData(5, 2 * 640 / 3.0)]
    [InlineData(2, 128)]
    [InlineData(1, 127)]
    public void Split_WideBlocksThatComeOutEven_NeedNoSecondWave(double batch, double keys) => Near(keys * Key, Time(Of(Wide), batch, 640));

    /// <summary>Joining is paid by what is split, and ten whole streams are no quicker than the 6.7 in two pieces each that would be.</summary>
    [Theory]
    [InlineData(4, 640, (2 * 640 / 3.0 * Key) + 1e-5)]
    [InlineData(10, 640, (2 * 320 * Key) + 1e-5)]
    [InlineData(10, 100, 100 * Key)]
    public void Split_WideBlocksThatAreJoined_AreNeverQuickerForMore(double batch, double context, double seconds) =>
        Near(seconds, Time(Of(Wide with { CombineSeconds = 1e-5 }), batch, context));

    /// <summary>11 streams whole are two waves; 20 pieces of half the keys and a joining that lasts take longer.</summary>
    [Theory]
    [InlineData(1279, 1e-3, (2 * 640 * Key) + 1e-3)]
    [InlineData(1279, 1e-9, 2 * 1280 * Key)]
    [InlineData(120, 1e-3, 2 * 128 * Key)]
    public void Split_ManyWavesThatAreJoined_AreNeverQuickerForMore(double context, double combine, double seconds) =>
        Near(
            seconds,
            Time(
                Of(
                    Decode with
                    {
                        Splitting = SequenceSplitting.ManyWaves,
                        LeastKeys = 128,
                        PlannedBlocksPerSm = 2,
                        CombineSeconds = combine,
                    }
                ),
                11,
                context
            )
        );

    /// <summary>
    /// A slower chip's blocks loop slower, too; two blocks that share a multiprocessor have its threads' keys between them.
    /// </summary>
    [Fact]
    public void Loop_MoreKeysThanThreadsTakeAtOnce_CostsTime()
    {
        var wide = Wide with { LeastKeys = 1280, LoopSeconds = 1e-6, BlocksPerSm = 2 };
        Near(2 * ((640 * Key) + 1e-6), Time(Of(wide with { PassKeys = 641 }, constants: Attention with { DecodeShare = 0.5 }), 1, 640));
        Near(640 * Key, Time(Of(wide with { PassKeys = 642 }), 1, 640));
        Near((2 * 640 * Key) + 1e-6, Time(Of(wide with { PassKeys = 1282 }), 20, 640));
        Near(2 * 640 * Key, Time(Of(wide with { PassKeys = 1283 }), 20, 640));
    }
}
