using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyPrefill;

namespace LlmCostSim.Tests.Operators;

/// <summary>Fused attention over prompts worked out by hand on <see cref="ToyPrefill"/>.</summary>
public sealed class AttentionByHandTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 0)]
    public void Seconds_NothingToDo_IsZero(double batch, double queries) =>
        Assert.Equal(
            (0, 0),
            (Time(Of(), batch, queries), Of().BackwardSeconds(new AttentionShape(batch, queries, 0, 1, 1, 64, 64, 0, false)))
        );

    /// <summary>
    /// Streams times blocks of 64 rows: in whole waves of ten; keys in tiles of 128, half a tile more on average, no more than their tiles
    /// have.
    /// </summary>
    [Theory]
    [InlineData(10, 64, 64, 1, 128)]
    [InlineData(11, 64, 64, 2, 128)]
    [InlineData(10, 65, 960, 2, 1025 + 64)]
    [InlineData(10, 64, 960, 1, 1024)]
    [InlineData(10, 64, 900, 1, 1024)]
    [InlineData(20, 64, 836, 2, 900 + 64)]
    public void Blocks_InWaves_ReadTilesOfKeys(double batch, double queries, double past, double waves, double keys) =>
        Near(waves * keys * Key, Time(Of(), batch, queries, past));

    /// <summary>A last wave that is not full counts by its share: 11 streams are 1.1 waves and 0.4 of what is missing to two.</summary>
    [Fact]
    public void Waves_LastOneNotFull_CountsByItsShare() =>
        Near((1.1 + (0.4 * 0.9)) * 128 * Key, Time(Of(constants: Attention with { PrefillWaveShare = 0.4 }), 11, 64, 64));

    /// <summary>However many multiprocessors there are, a block takes its time.</summary>
    [Fact]
    public void Blocks_FewOnManyMultiprocessors_TakeTheLongestsTime() =>
        Near(128 * Key, Time(Of(constants: Attention with { PrefillWaveShare = 0 }), 1, 64, 64));

    /// <summary>
    /// Heads are streams; packed, the heads of a group are rows of one stream: 4 heads of 16 tokens fill one block. With two key-value heads
    /// each sequence is two streams of 32 rows.
    /// </summary>
    [Theory]
    [InlineData(QueryPacking.Never, 16, 1, 40 / 10.0)]
    [InlineData(QueryPacking.Always, 16, 1, 10 / 10.0)]
    [InlineData(QueryPacking.Always, 16, 2, 20 / 10.0)]
    [InlineData(QueryPacking.SingleToken, 16, 1, 40 / 10.0)]
    [InlineData(QueryPacking.SingleToken, 1, 1, 10 / 10.0)]
    internal void Packing_HeadsOfAGroup_AreRowsOfOneStream(QueryPacking packing, double queries, int kvHeads, double waves) =>
        Near(waves * 128 * Key, Time(Of(p => p with { Packing = packing }), 10, queries, 128 - queries, 4, kvHeads));

    /// <summary>A smaller tile where it is the quicker one: 16 rows for 16 queries.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(64, 64)]
    public void SmallTile_FewQueries_IsQuicker(double queries, double rows) =>
        Near(rows / 64 * 128 * Key, Time(Of(p => p with { SmallQueryTile = 16 }), 10, queries, 128 - queries));

    /// <summary>
    /// A masked prompt of 1,024: rows see half of the keys on average and half a tile of 128, and over all blocks half a tile of rows more
    /// for each token; ten streams of 16 blocks.
    /// </summary>
    [Fact]
    public void Causal_LongPrompt_SkipsMaskedTiles()
    {
        const double diagonal = 10 * 1024 / 2.0 * Key / 10;
        Near(diagonal + (16 * (512 + 64) * Key), Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, causal: true));
        Near(16 * 1024 * Key, Time(Of(), 10, 1024, causal: true));
    }

    /// <summary>With 1,024 tokens before: each row sees those, too.</summary>
    [Fact]
    public void Causal_WithAPast_SeesItToo() =>
        Near(
            (10 * 1024 / 2.0 * Key / 10) + (16 * (1024 + 512 + 64) * Key),
            Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, 1024, causal: true)
        );

    /// <summary>
    /// A window of 256 over 1,024: the first 256 rows see a growing triangle, the rest the window; the longest block the window and its own
    /// rows.
    /// </summary>
    [Theory]
    [InlineData(0, ((256.0 * 256 / 2) + (768 * 256)) / 1024)]
    [InlineData(128, ((((256.0 * 256) - (128 * 128)) / 2) + ((1152 - 256) * 256)) / 1024)]
    [InlineData(512, 256)]
    public void Window_OverALongPrompt_BoundsTheKeys(double past, double mean)
    {
        var keys = Math.Min(mean + 64, Math.Ceiling((256 + 64) / 128.0) * 128);
        Near(
            (10 * 1024 / 2.0 * Key / 10) + (16 * keys * Key),
            Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, past, window: 256, causal: true)
        );
    }

    [Fact]
    public void Window_AsLongAsThePrompt_IsNone() =>
        Near(
            Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, causal: true),
            Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, window: 1024, causal: true)
        );

    /// <summary>Few rows of many keys: at least a tile, less half of the rows that are masked in it.</summary>
    [Fact]
    public void Causal_ShortPrompt_IsAtLeastATile()
    {
        // 16 queries: the mean of 8 + 64 is less than 128 − 16/2.
        Near((10 * 16 / 2.0 * Key / 10) + ((128 - 8) * Key), Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 16, causal: true));
        // Packed by four, sixteen tokens of a tile's 64 rows.
        Near(
            (10 * 16 / 2.0 * Key / 10) + ((128 - 8) * Key),
            Time(Of(p => p with { SkipsMaskedTiles = true, Packing = QueryPacking.Always }), 10, 16, heads: 4, causal: true)
        );
    }

    /// <summary>Launch, and a constant for every block of a wave.</summary>
    [Fact]
    public void Launch_AndBlocks_CountOnceEach() =>
        Near(5e-6 + (2 * (1e-6 + (128 * Key))), Time(Of(p => p with { LaunchSeconds = 5e-6, BlockSeconds = 1e-6 }), 20, 64, 64));

    /// <summary>Exponentials that do not hide: one for each key of a row.</summary>
    [Fact]
    public void Exponentials_Exposed_CountPerKey() =>
        Near(128 * 64 * (Row + (0.5 / 16e9)), Time(Of(constants: Attention with { SoftmaxExposure = 0.5 }), 10, 64, 64));

    /// <summary>
    /// 8-bit operands at twice the rate with the library's own efficiency; a chip's share of the reference never promises more than the
    /// peak.
    /// </summary>
    [Theory]
    [InlineData(NumberFormat.Fp8, 0, 1, 0.5)]
    [InlineData(NumberFormat.Fp8, 0.25, 1, 1)]
    [InlineData(NumberFormat.Bf16, 0.25, 1, 1)]
    [InlineData(NumberFormat.Bf16, 0, 0.5, 2)]
    [InlineData(NumberFormat.Bf16, 0, 9, 0.5)]
    public void Rates_OfFormatsAndChips_AreNeverAboveThePeak(NumberFormat format, double eightBit, double share, double factor) =>
        Near(
            factor * 128 * Key,
            Time(Of(p => p with { EightBitEfficiency = eightBit }, Attention with { ArithmeticShare = share }, format: format), 10, 64, 64)
        );

    /// <summary>
    /// 64 queries and results of 4 heads in 16 bits, 192 keys and values of 2 heads in the cache's format, at half of 10⁶ B/s; of a window
    /// of 100 its keys and the rows' own.
    /// </summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, 0, (64 * 4 * 128 * 2) + (192 * 2 * 128 * 2))]
    [InlineData(NumberFormat.Fp8, 0, (64 * 4 * 128 * 2) + (192 * 2 * 128 * 1))]
    [InlineData(NumberFormat.Bf16, 100, (64 * 4 * 128 * 2) + ((100 + 64) * 2 * 128 * 2))]
    [InlineData(NumberFormat.Fp8, 100, (64 * 4 * 128 * 2) + ((100 + 64) * 2 * 128 * 1))]
    public void Memory_Slow_MovesEverythingOnce(NumberFormat format, int window, double bytes) =>
        Near(10 * bytes / 0.5e6, Time(Of(chip: Slow, format: format), 10, 64, 128, 4, 2, window));

    /// <summary>A tenth of the shorter is not hidden.</summary>
    [Fact]
    public void Memory_Slow_HidesAllButAPartOfTheArithmetic() =>
        Near(
            Time(Of(chip: Slow), 10, 64, 128, 4, 2) + (0.1 * Time(Of(), 10, 64, 128, 4, 2)),
            Time(Of(constants: Attention with { PrefillExposure = 0.1 }, chip: Slow), 10, 64, 128, 4, 2),
            1e-12
        );

    /// <summary>
    /// Before it: the cache is written (three passes over the new keys and values in 16 bits) and the queries are copied (two passes); one
    /// thread an element of a token's keys, at most 512, of 2,048 on each multiprocessor.
    /// </summary>
    [Theory]
    [InlineData(2, 3, 0, 0, 3 * 10 * 64 * 2 * 128 * 2 / 0.5e9)]
    [InlineData(16, 3, 0, 0, 3 * 10 * 64 * 16 * 128 * 2 / 0.5e9)]
    [InlineData(2, 0, 2, 0, 2 * 10 * 64 * 16 * 128 * 2 / 0.5e9)]
    [InlineData(2, 0, 0, 1e-3, 10 * 64 * 128 * 1e-3 / (2048 * 10))]
    [InlineData(16, 0, 0, 1e-3, 10 * 64 * 512 * 1e-3 / (2048 * 10))]
    public void Before_CacheAndActivations_AddTheirPasses(int kvHeads, double cache, double activations, double write, double seconds)
    {
        var slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e9) };
        var before = Of(
            prefill => prefill with { CachePasses = cache, ActivationPasses = activations, CacheWriteSeconds = write },
            chip: slow
        );
        Near(seconds, Time(before, 10, 64, 128, 16, kvHeads) - Time(Of(chip: slow), 10, 64, 128, 16, kvHeads), 1e-9);
    }
}
