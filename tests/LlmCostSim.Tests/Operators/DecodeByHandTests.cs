using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Decode attention worked out by hand: ten multiprocessors of one block each, which streams a key and value of 2·64 elements in 16 bits,
/// 256 bytes, at 10¹⁰ B/s; memory is so fast that blocks alone count, unless a test says otherwise.
/// </summary>
public sealed class DecodeByHandTests
{
    private const double Key = 256 / 1e10;

    private static readonly AttentionDecodeConstants Decode = new()
    {
        KeyTile = 64,
        BlocksPerSm = 1,
        LaunchSeconds = 0,
        BlockSeconds = 0,
        StreamBytesPerSecond = 1e10,
        MaximumSplits = 1,
    };

    private static AttentionDecodeKernel Of(
        AttentionDecodeConstants decode,
        AttentionDecodeConstants? multiHead = null,
        AttentionConstants? constants = null,
        Accelerator? chip = null
    ) =>
        new(
            chip ?? Fast,
            constants ?? Attention,
            Library with { Decode = decode, MultiHeadDecode = multiHead }
        );

    private static double Time(
        in AttentionDecodeKernel kernel,
        double batch,
        double context,
        int heads = 1,
        int kvHeads = 1,
        int window = 0,
        double bytes = 2
    ) => kernel.Seconds(batch, context, heads, kvHeads, 64, 64, window, bytes);

    [Theory]
    [InlineData(0, 640)]
    [InlineData(10, 0)]
    public void Nothing_TakesNoTime(double batch, double context) => Assert.Equal(0, Time(Of(Decode), batch, context));

    /// <summary>Streams in waves of ten; keys in tiles of 64.</summary>
    [Theory]
    [InlineData(10, 640, 1, 640)]
    [InlineData(11, 640, 2, 640)]
    [InlineData(10, 641, 1, 704)]
    [InlineData(1, 640, 1, 640)]
    [InlineData(30, 64, 3, 64)]
    public void Blocks_InWavesOfTiles(double batch, double context, double waves, double keys) =>
        Near(waves * keys * Key, Time(Of(Decode), batch, context));

    /// <summary>Key-value heads are streams each; sharing query heads are not.</summary>
    [Theory]
    [InlineData(8, 2, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(8, 8, 8)]
    public void Streams_ByKeyValueHeads(int heads, int kvHeads, double waves) =>
        Near(waves * 640 * Key, Time(Of(Decode), 10, 640, heads, kvHeads));

    /// <summary>
    /// Several blocks on a multiprocessor; a part of the chip's rate for blocks; blocks that run alone on one are quicker.
    /// </summary>
    [Theory]
    [InlineData(20, 2, 1, 0, 1)]
    [InlineData(20, 1, 1, 0, 2)]
    [InlineData(10, 1, 0.5, 0, 2)]
    [InlineData(10, 2, 1, 2, 0.5)]
    [InlineData(11, 2, 1, 2, 1)]
    [InlineData(10, 2, 1, 0.5, 1)]
    public void Blocks_OnAMultiprocessor(double batch, int perSm, double share, double alone, double times) =>
        Near(
            times * 640 * Key,
            Time(
                Of(Decode with { BlocksPerSm = perSm, AloneSpeedup = alone }, constants: Attention with { DecodeShare = share }),
                batch,
                640
            )
        );

    /// <summary>Launch once, 8-bit launch beside it, a block's constant in each wave, the regrouping of grouped heads in batches.</summary>
    [Fact]
    public void Constants_EachOnce()
    {
        var decode = Decode with { LaunchSeconds = 5e-6, EightBitLaunchSeconds = 3e-6, BlockSeconds = 1e-6, RegroupSeconds = 7e-6 };
        Near(5e-6 + (2 * (1e-6 + (640 * Key))), Time(Of(decode), 20, 640));
        Near(8e-6 + (2 * (1e-6 + (640 * Key))), Time(Of(decode), 20, 640, bytes: 1));
        Near(12e-6 + (4 * (1e-6 + (640 * Key))), Time(Of(decode), 20, 640, 4, 2));
        Near(5e-6 + (2 * (1e-6 + (640 * Key))), Time(Of(decode), 20, 640, 4, 1));
        Near(5e-6 + 1e-6 + (640 * Key), Time(Of(decode), 1, 640, 4, 2));
        Near(5e-6 + (2 * (2e-6 + (640 * 2 * Key))), Time(Of(decode, constants: Attention with { DecodeShare = 0.5 }), 20, 640));
    }

    /// <summary>A window of 128 keys reads those and its tile, or what there is.</summary>
    [Theory]
    [InlineData(0, 640, 128)]
    [InlineData(64, 640, 192)]
    [InlineData(64, 150, 192)]
    public void Window_ReadsItsKeys(int tile, double context, double keys) =>
        Near(keys * Key, Time(Of(Decode with { WindowTile = tile }), 10, context, window: 128));

    /// <summary>
    /// Multiplies beside the stream: two FLOP for each of 128 channels and 16 padded rows at a tenth of a multiprocessor's 2·10¹²; 32 heads
    /// of one group are two times sixteen rows; 8-bit keys at the kernel's own rate.
    /// </summary>
    [Theory]
    [InlineData(1, 2, 16)]
    [InlineData(16, 2, 16)]
    [InlineData(17, 2, 32)]
    [InlineData(1, 1, 4)]
    public void Arithmetic_OfPaddedRows(int heads, double bytes, double rows) =>
        Near(
            640 * (Key + (2 * 128 * rows / 2e11)),
            Time(Of(Decode with { Efficiency = 0.1, EightBitArithmetic = 4 }), 10, 640, heads, 1, bytes: bytes)
        );

    /// <summary>
    /// No more than so many query heads share keys: 8 heads in groups of 3 are three streams; keys are then read by each. A kernel may read
    /// keys more often, an 8-bit one otherwise.
    /// </summary>
    [Fact]
    public void Reads_OfKeys()
    {
        Near(3 * 640 * Key, Time(Of(Decode with { SharedQueryHeads = 3 }), 10, 640, 8, 1));
        Near(2 * 640 * Key, Time(Of(Decode with { KeyValueReads = 2 }), 10, 640, 8, 1));
        Near(640 * Key, Time(Of(Decode with { KeyValueReads = 2 }), 10, 640, 1, 1));
        Near(2 * 640 * Key, Time(Of(Decode with { KeyValueReads = 5 }), 10, 640, 2, 1));
        Near(3 * 640 * Key, Time(Of(Decode with { KeyValueReads = 2, EightBitKeyValueReads = 3 }), 10, 640, 8, 1, bytes: 1));
        Near(2 * 640 * Key, Time(Of(Decode with { KeyValueReads = 2 }), 10, 640, 8, 1, bytes: 1));
        Near(8 * 640 * Key, Time(Of(Decode with { EightBitLeastGroup = 9 }), 10, 640, 8, 1, bytes: 1));
        Near(640 * Key, Time(Of(Decode with { EightBitLeastGroup = 8 }), 10, 640, 8, 1, bytes: 1));
    }

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
    public void Split_OneWave(double batch, double context, int splits, int planned, int plannedContext, double keys) =>
        Near(
            keys * Key,
            Time(Of(Decode with { MaximumSplits = splits, PlannedBlocksPerSm = planned, PlannedContext = plannedContext }), batch, context)
        );

    /// <summary>Joining takes the kernel's own time, or the chip's.</summary>
    [Theory]
    [InlineData(0, 3e-6)]
    [InlineData(2e-6, 2e-6)]
    public void Split_IsJoined(double combine, double seconds) =>
        Near(
            (64 * Key) + seconds,
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
                - (64 * 256 / 1e8)
                + (64 * Key)
        );

    /// <summary>A sequence's own time while the scheduler orders few of them; beyond, a batch one larger without it bounds them.</summary>
    [Fact]
    public void Sequences_ScheduledInOrder()
    {
        var decode = Decode with { SequenceSeconds = 1e-6, ScheduledSequences = 20 };
        Near((640 * Key) + (10 * 1e-6), Time(Of(decode), 10, 640));
        Near(3 * 640 * Key, Time(Of(decode), 21, 640));
        Near(3 * 640 * Key, Time(Of(decode with { SequenceSeconds = 1 }), 10, 640));
        Near((640 * Key) + (10 * 1e-6), Time(Of(decode with { ScheduledSequences = 0 }), 10, 640));
    }

    /// <summary>
    /// Slow memory: keys and values beyond the half of the cache (5·10⁵ bytes) that stays, twice as much of what is missed until all is; L2
    /// at twice the memory's nominal rate; queries and results besides; a tenth of a millisecond to fill.
    /// </summary>
    [Fact]
    public void Memory_BesideTheBlocks()
    {
        const double rate = 1e6;
        var slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(rate) };
        double Queries(double batch, double heads) => batch * heads * 128 * 2 / (0.5 * rate);
        // 10 · 640 · 256 = 1.6·10⁶ bytes: all missed.
        Near(Queries(10, 1) + (1638400 / (0.5 * rate)), Time(Of(Decode, chip: slow), 10, 640));
        // 10 · 220 · 256 = 563,200: twice the 63,200 above half of the cache; below L2's time.
        Near(Queries(10, 1) + Math.Max(563200 / (2 * rate), 2 * 63200 / (0.5 * rate)), Time(Of(Decode, chip: slow), 10, 220));
        // 10 · 100 · 256: in L2.
        Near(Queries(10, 1) + (256000 / (2 * rate)), Time(Of(Decode, chip: slow), 10, 100));
        // The shorter of blocks and memory shows as far as the pipeline takes to fill.
        var (memory, blocks) = (1638400 / (0.5 * rate), 640 * 256 / 1e6);
        var filled = Of(Decode with { FillSeconds = 1e-2, StreamBytesPerSecond = 1e6 }, chip: slow);
        var shorter = Math.Max(blocks, 1638400 / (2 * rate));
        Near(Queries(10, 1) + memory + (shorter * 1e-2 / (shorter + 1e-2)), Time(filled, 10, 640));
    }

    /// <summary>
    /// As many splits as the length asks for, in as many waves as planned: 1,279 keys and the new one in pieces of at least 128; ten
    /// pieces, one wave of ten streams each.
    /// </summary>
    [Theory]
    [InlineData(1, 1279, 8, 1 * 128)]
    [InlineData(10, 1279, 8, 8 * 192)]
    [InlineData(10, 1279, 4, 4 * 320)]
    [InlineData(10, 100, 8, 1 * 128)]
    public void Split_ManyWaves(double batch, double context, int planned, double keys)
    {
        var decode = Decode with { Splitting = SequenceSplitting.ManyWaves, LeastKeys = 128, PlannedBlocksPerSm = planned };
        var shortest = ((2 * 128) - 1) * 1.0;
        // No piece is quicker than the longest that is not split: 255 keys in tiles of 64.
        var block =
            batch == 1 ? Math.Max(keys, Math.Ceiling(shortest / 64) * 64)
            : context == 100 ? 128
            : Math.Max(keys / planned, 256) * planned;
        Near(block * Key, Time(Of(decode), batch, context));
    }

    /// <summary>
    /// Beyond so many pieces their number grows as a root: (25,599 + 1)/128 = 200 pieces, of which √(50 · 200) = 100; one stream in 100
    /// pieces of 256 keys.
    /// </summary>
    [Fact]
    public void Split_ManyWaves_GrowsSlowerBeyond() =>
        Near(
            10 * 256 * Key,
            Time(
                Of(Decode with { Splitting = SequenceSplitting.ManyWaves, LeastKeys = 128, PlannedBlocksPerSm = 64, LinearSplits = 50 }),
                1,
                25599
            )
        );

    /// <summary>
    /// Blocks as wide as a multiprocessor: fewer streams than those are split so that each has one; as many or more are not; from so many
    /// keys on threads loop.
    /// </summary>
    [Theory]
    [InlineData(4, 640, 640 / 3.0, 2)]
    [InlineData(3, 640, 640 / 4.0, 2)]
    [InlineData(4, 100, 100, 1)]
    public void Split_WideBlocks(double batch, double context, double keys, double waves)
    {
        var decode = Decode with { Splitting = SequenceSplitting.WideBlocks, LeastKeys = 128, PassKeys = int.MaxValue };
        Near(waves * Math.Max(keys, context == 100 ? 0 : 127) * Key, Time(Of(decode), batch, context));
        Near(
            (waves * (Math.Max(keys, context == 100 ? 0 : 127) * Key)) + (waves * 1e-6),
            Time(Of(decode with { PassKeys = 50, LoopSeconds = 1e-6 }), batch, context)
        );
    }

    /// <summary>
    /// Ten streams and more: two blocks on each multiprocessor share it, in waves of twenty; more than fit so, in as many as do.
    /// </summary>
    [Theory]
    [InlineData(20, 4, 2 * 640)]
    [InlineData(21, 4, 2 * 2 * 640)]
    [InlineData(41, 4, 2 * 4 * 640)]
    [InlineData(20, 1, 2 * 640)]
    public void Narrow_ManyStreams(double batch, int perSm, double keys) =>
        Near(
            keys * Key,
            Time(
                Of(Decode with { Splitting = SequenceSplitting.WideBlocks, BlocksPerSm = perSm, LeastKeys = 128, PassKeys = int.MaxValue }),
                batch,
                640
            )
        );

    /// <summary>
    /// Where splits come out even there is no second wave, but never quicker than fewer streams with one: five streams of 320 keys run in
    /// one wave, four in thirds in two of 213. Two (of fifths) and one have none before them with a second wave.
    /// </summary>
    [Theory]
    [InlineData(5, 2 * 640 / 3.0)]
    [InlineData(2, 128)]
    [InlineData(1, 127)]
    public void Split_WideBlocks_ThatComeOutEven(double batch, double keys) =>
        Near(
            keys * Key,
            Time(Of(Decode with { Splitting = SequenceSplitting.WideBlocks, LeastKeys = 128, PassKeys = int.MaxValue }), batch, 640)
        );

    /// <summary>Joining is paid by what is split, and nothing that is not is quicker than the longest that is.</summary>
    [Fact]
    public void Split_IsNeverQuickerForMore()
    {
        var wide = Decode with
        {
            Splitting = SequenceSplitting.WideBlocks,
            LeastKeys = 128,
            PassKeys = int.MaxValue,
            CombineSeconds = 1e-5,
        };
        Near((2 * 640 / 3.0 * Key) + 1e-5, Time(Of(wide), 4, 640));
        // Ten whole streams, beside what 6.7 in two pieces each would take.
        Near((2 * 320 * Key) + 1e-5, Time(Of(wide), 10, 640));
        Near(100 * Key, Time(Of(wide), 10, 100));
        // Many waves: 11 streams whole are two waves; 20 pieces of half the keys and their joining take longer.
        var many = Decode with
        {
            Splitting = SequenceSplitting.ManyWaves,
            LeastKeys = 128,
            PlannedBlocksPerSm = 2,
            CombineSeconds = 1e-3,
        };
        Near((2 * 640 * Key) + 1e-3, Time(Of(many), 11, 1279));
        Near(2 * 1280 * Key, Time(Of(many with { CombineSeconds = 1e-9 }), 11, 1279));
        Near(2 * 128 * Key, Time(Of(many), 11, 120));
    }

    /// <summary>
    /// A slower chip's blocks loop slower, too; two blocks that share a multiprocessor have its threads' keys between them.
    /// </summary>
    [Fact]
    public void Loop_BeyondWhatThreadsTakeAtOnce()
    {
        var wide = Decode with { Splitting = SequenceSplitting.WideBlocks, LeastKeys = 1280, LoopSeconds = 1e-6, BlocksPerSm = 2 };
        Near(2 * ((640 * Key) + 1e-6), Time(Of(wide with { PassKeys = 641 }, constants: Attention with { DecodeShare = 0.5 }), 1, 640));
        Near(640 * Key, Time(Of(wide with { PassKeys = 642 }), 1, 640));
        Near((2 * 640 * Key) + 1e-6, Time(Of(wide with { PassKeys = 1282 }), 20, 640));
        Near(2 * 640 * Key, Time(Of(wide with { PassKeys = 1283 }), 20, 640));
    }

    /// <summary>
    /// Fifteen streams on ten multiprocessors, in step: the first ten share the memory and end together, then the last five begin.
    /// Otherwise memory and blocks run through.
    /// </summary>
    [Fact]
    public void Waves_InStep()
    {
        const double rate = 1e10,
            bytes = 15 * 640 * 256,
            memory = bytes / (0.5 * rate),
            block = 640 * 256 / 7e8,
            queries = 15 * 128 * 2 / (0.5 * rate);
        var slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(rate) };
        var decode = Decode with { StreamBytesPerSecond = 7e8 };
        Near(queries + memory, Time(Of(decode, chip: slow), 15, 640));
        Near(queries + (memory / 1.5) + block, Time(Of(decode with { WavesInStep = true }, chip: slow), 15, 640));
        // Whole waves, or less than one, are the same either way.
        Near(Time(Of(decode, chip: slow), 20, 640), Time(Of(decode with { WavesInStep = true }, chip: slow), 20, 640));
        Near(Time(Of(decode, chip: slow), 5, 640), Time(Of(decode with { WavesInStep = true }, chip: slow), 5, 640));
    }

    /// <summary>
    /// A library with a kernel for query heads of their own: multi-head shapes take it, grouped ones where the grouped kernel has too few
    /// blocks and it is quicker, or where more heads share keys than that can.
    /// </summary>
    [Fact]
    public void MultiHead_HasItsOwnKernel()
    {
        var own = Decode with { LaunchSeconds = 9e-6 };
        Near(9e-6 + (640 * Key), Time(Of(Decode, own), 10, 640));
        Near(640 * Key, Time(Of(Decode, own), 10, 640, 4, 1));
        // Two can share, four do: apart they are four streams with their own kernel, never quicker than those that share.
        Near(9e-6 + (4 * 640 * Key), Time(Of(Decode with { SharedQueryHeads = 2 }, own), 10, 640, 4, 1));
        Near(
            50e-6 + (640 * Key),
            Time(
                Of(
                    Decode with
                    {
                        SharedQueryHeads = 2,
                        LaunchSeconds = 50e-6,
                    },
                    own with
                    {
                        LaunchSeconds = 0,
                        StreamBytesPerSecond = 1e11,
                    }
                ),
                10,
                640,
                4,
                1
            )
        );
        // Fewer blocks than two for each multiprocessor: the quicker of both, or the heads apart where they cannot share.
        var few = Decode with
        {
            LeastKeys = 1280,
            FewestBlocksPerSm = 2,
            LaunchSeconds = 50e-6,
        };
        Near(9e-6 + (4 * 1280 * Key), Time(Of(few with { LaunchSeconds = 1 }, own with { LeastKeys = 1280 }), 10, 1279, 4, 1));
        Near(50e-6 + (1280 * Key), Time(Of(few, own with { LeastKeys = 1280, LaunchSeconds = 1 }), 10, 1279, 4, 1));
        Near(
            1 + (4 * 1280 * Key),
            Time(Of(few with { SharedQueryHeads = 2 }, own with { LeastKeys = 1280, LaunchSeconds = 1 }), 10, 1279, 4, 1)
        );
        Assert.Throws<ArgumentException>(() =>
            new AttentionDecodeKernel(
                Chip,
                Attention,
                new AttentionLibraryConstants
                {
                    Id = "t",
                    Kernels = "t",
                    Chip = "t",
                    Origin = "t",
                    Prefill = AttentionLibraryCatalog.Default.Get("vllm-0.14.0").Prefill,
                }
            )
        );
    }

    /// <summary>Latent attention: one stream of 40 + 8 channels in 16 bits per sequence, of which 40 are values again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Latent_OneStreamPerSequence(double bytes)
    {
        var kernel = Of(Decode with { Efficiency = 0.1 });
        Near(640 * ((48 * 2 / 1e10) + (2.0 * 88 * 16 / 2e11)), kernel.LatentSeconds(10, 640, 16, 40, 8, bytes));
    }
}
