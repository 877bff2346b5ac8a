using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyDecode;

namespace LlmCostSim.Tests.Operators;

/// <summary>Decode attention worked out by hand on <see cref="ToyDecode"/>: blocks, what they read, and the memory beside them.</summary>
public sealed class DecodeByHandTests
{
    [Theory]
    [InlineData(0, 640)]
    [InlineData(10, 0)]
    public void Seconds_NothingToRead_IsZero(double batch, double context) => Assert.Equal(0, Time(Of(Decode), batch, context));

    /// <summary>Streams in waves of ten; keys in tiles of 64.</summary>
    [Theory]
    [InlineData(10, 640, 1, 640)]
    [InlineData(11, 640, 2, 640)]
    [InlineData(10, 641, 1, 704)]
    [InlineData(1, 640, 1, 640)]
    [InlineData(30, 64, 3, 64)]
    public void Blocks_MoreThanMultiprocessors_RunInWavesOfWholeTiles(double batch, double context, double waves, double keys) =>
        Near(waves * keys * Key, Time(Of(Decode), batch, context));

    /// <summary>Key-value heads are streams each; sharing query heads are not.</summary>
    [Theory]
    [InlineData(8, 2, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(8, 8, 8)]
    public void Streams_OfGroupedHeads_AreTheKeyValueHeads(int heads, int kvHeads, double waves) =>
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
    public void Blocks_SharingAMultiprocessor_ShareItsRate(double batch, int perSm, double share, double alone, double times) =>
        Near(
            times * 640 * Key,
            Time(
                Of(Decode with { BlocksPerSm = perSm, AloneSpeedup = alone }, constants: Attention with { DecodeShare = share }),
                batch,
                640
            )
        );

    /// <summary>Launch once, 8-bit launch beside it, a block's constant in each wave, the regrouping of grouped heads in batches.</summary>
    [Theory]
    [InlineData(20, 1, 1, 2, 5e-6 + (2 * (1e-6 + (640 * Key))))]
    [InlineData(20, 1, 1, 1, 8e-6 + (2 * (1e-6 + (640 * Key))))]
    [InlineData(20, 4, 2, 2, 12e-6 + (4 * (1e-6 + (640 * Key))))]
    [InlineData(20, 4, 1, 2, 5e-6 + (2 * (1e-6 + (640 * Key))))]
    [InlineData(1, 4, 2, 2, 5e-6 + 1e-6 + (640 * Key))]
    public void Constants_OfTheKernel_CountOnceEach(double batch, int heads, int kvHeads, double bytes, double seconds) =>
        Near(seconds, Time(Of(WithConstants), batch, 640, heads, kvHeads, bytes: bytes));

    [Fact]
    public void Constants_OfABlock_AreLongerOnASlowerChip() =>
        Near(5e-6 + (2 * (2e-6 + (640 * 2 * Key))), Time(Of(WithConstants, constants: Attention with { DecodeShare = 0.5 }), 20, 640));

    private static readonly AttentionDecodeConstants WithConstants = Decode with
    {
        LaunchSeconds = 5e-6,
        EightBitLaunchSeconds = 3e-6,
        BlockSeconds = 1e-6,
        RegroupSeconds = 7e-6,
    };

    /// <summary>A window of 128 keys reads those and its tile, or what there is.</summary>
    [Theory]
    [InlineData(0, 640, 128)]
    [InlineData(64, 640, 192)]
    [InlineData(64, 150, 192)]
    public void Window_LongerContext_ReadsItsKeysAndATile(int tile, double context, double keys) =>
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
    public void Arithmetic_FewRows_ArePadded(int heads, double bytes, double rows) =>
        Near(
            640 * (Key + (2 * 128 * rows / 2e11)),
            Time(Of(Decode with { Efficiency = 0.1, EightBitArithmetic = 4 }), 10, 640, heads, 1, bytes: bytes)
        );

    /// <summary>No more than three query heads share keys: eight of them are three streams.</summary>
    [Fact]
    public void Reads_MoreHeadsThanCanShare_AreStreamsOfTheirOwn() =>
        Near(3 * 640 * Key, Time(Of(Decode with { SharedQueryHeads = 3 }), 10, 640, 8, 1));

    /// <summary>A kernel may read keys more often, as often as heads share them at most; an 8-bit one otherwise.</summary>
    [Theory]
    [InlineData(2, 0, 8, 2, 2)]
    [InlineData(2, 0, 1, 2, 1)]
    [InlineData(5, 0, 2, 2, 2)]
    [InlineData(2, 3, 8, 1, 3)]
    [InlineData(2, 0, 8, 1, 2)]
    public void Reads_OfAKernelThatRepeatsThem_CountAsOften(double reads, double eightBit, int heads, double bytes, double times) =>
        Near(
            times * 640 * Key,
            Time(Of(Decode with { KeyValueReads = reads, EightBitKeyValueReads = eightBit }), 10, 640, heads, 1, bytes: bytes)
        );

    /// <summary>Eight heads share 8-bit keys from the least group on.</summary>
    [Theory]
    [InlineData(9, 8)]
    [InlineData(8, 1)]
    public void Reads_OfEightBitGroupsThatAreTooSmall_AreEachHeads(int least, double times) =>
        Near(times * 640 * Key, Time(Of(Decode with { EightBitLeastGroup = least }), 10, 640, 8, 1, bytes: 1));

    /// <summary>A sequence's own time while the scheduler orders few of them; beyond, a batch one larger without it bounds them.</summary>
    [Fact]
    public void Sequences_OfASchedulerThatOrdersFew_AddTheirOwnTime()
    {
        var decode = Decode with { SequenceSeconds = 1e-6, ScheduledSequences = 20 };
        Near((640 * Key) + (10 * 1e-6), Time(Of(decode), 10, 640));
        Near(3 * 640 * Key, Time(Of(decode), 21, 640));
        Near(3 * 640 * Key, Time(Of(decode with { SequenceSeconds = 1 }), 10, 640));
        Near((640 * Key) + (10 * 1e-6), Time(Of(decode with { ScheduledSequences = 0 }), 10, 640));
    }

    /// <summary>
    /// Slow memory (10⁶ B/s, of which half is reached): keys and values beyond the half of the cache (5·10⁵ bytes) that stays, twice as
    /// much of what is missed until all is; L2 at twice the memory's nominal rate. Ten streams of 256 bytes a key: all of 1.6·10⁶ bytes
    /// missed; twice 140,000 of 640,000; below L2's time of 563,200; 256,000 in L2. Queries and results besides.
    /// </summary>
    [Theory]
    [InlineData(640, 1638400 / 0.5e6)]
    [InlineData(250, 2 * 140000 / 0.5e6)]
    [InlineData(220, 563200 / 2e6)]
    [InlineData(100, 256000 / 2e6)]
    public void Memory_SlowerThanTheBlocks_IsTheLimit(double context, double seconds) =>
        Near(SlowQueries + seconds, Time(Of(Decode, chip: Slow), 10, context));

    /// <summary>The shorter of blocks (640 keys of 256 bytes at 10⁶ B/s) and memory shows as far as the pipeline takes to fill.</summary>
    [Fact]
    public void Memory_BesideTheBlocks_ShowsWhileThePipelineFills()
    {
        const double memory = 1638400 / 0.5e6,
            level2 = 1638400 / 2e6,
            fill = 1e-2;
        Near(
            SlowQueries + memory + (level2 * fill / (level2 + fill)),
            Time(Of(Decode with { FillSeconds = fill, StreamBytesPerSecond = 1e6 }, chip: Slow), 10, 640)
        );
    }

    private static readonly Accelerator Slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e6) };

    /// <summary>Ten queries and results of one head.</summary>
    private const double SlowQueries = 10 * 128 * 2 / 0.5e6;

    /// <summary>
    /// Fifteen streams on ten multiprocessors, in step: the first ten share the memory and end together, then the last five begin.
    /// Otherwise memory and blocks run through.
    /// </summary>
    [Fact]
    public void Waves_InStep_EndTogether()
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

    /// <summary>Latent attention: one stream of 40 + 8 channels in 16 bits per sequence, of which 40 are values again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Latent_AnyHeads_IsOneStreamPerSequence(double bytes)
    {
        var kernel = Of(Decode with { Efficiency = 0.1 });
        Near(640 * ((48 * 2 / 1e10) + (2.0 * 88 * 16 / 2e11)), kernel.LatentSeconds(10, 640, 16, 40, 8, bytes));
    }

    /// <summary>
    /// Two blocks on a multiprocessor share its arithmetic, and a chip that reaches half of the reference's rate is slower in bytes and
    /// arithmetic: 20 sequences in one wave, 2·88·16 FLOP a key at a quarter of 2·10¹¹ FLOP/s.
    /// </summary>
    [Fact]
    public void Latent_SeveralBlocksOnASlowerChip_ShareItsArithmetic() =>
        Near(
            640 * ((48 * 2 / 0.5e10) + (2.0 * 88 * 16 / 0.5e11)),
            Of(Decode with { Efficiency = 0.1, BlocksPerSm = 2 }, constants: Attention with { DecodeShare = 0.5 })
                .LatentSeconds(20, 640, 16, 40, 8, 2)
        );
}
