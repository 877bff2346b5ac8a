using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// Fused attention over prompts and in training worked out by hand: blocks of 64 rows over tiles of 128 keys on ten multiprocessors; a key
/// takes a row 4·64 FLOP at half of 2·10¹² FLOP/s, 2.56·10⁻¹⁰ s.
/// </summary>
public sealed class AttentionByHandTests
{
    private const double Row = 2.56e-10,
        Key = 64 * Row;

    private static AttentionPrefillKernel Of(
        Func<AttentionPrefillConstants, AttentionPrefillConstants>? prefill = null,
        AttentionConstants? constants = null,
        Accelerator? chip = null,
        NumberFormat format = NumberFormat.Bf16
    ) => new(chip ?? Fast, constants ?? Attention, Library with { Prefill = prefill?.Invoke(Library.Prefill) ?? Library.Prefill }, format);

    private static double Time(
        in AttentionPrefillKernel kernel,
        double batch,
        double queries,
        double past = 0,
        int heads = 1,
        int kvHeads = 1,
        int window = 0,
        bool causal = false
    ) => kernel.Seconds(batch, queries, past, heads, kvHeads, 64, 64, window, causal);

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 0)]
    public void Nothing_TakesNoTime(double batch, double queries) =>
        Assert.Equal((0, 0), (Time(Of(), batch, queries), Of().BackwardSeconds(batch, queries, 0, 1, 1, 64, 64, 0, false)));

    /// <summary>
    /// Streams times blocks of 64 rows: in whole waves of ten; keys in tiles of 128, half a tile more on average, no more than there are.
    /// </summary>
    [Theory]
    [InlineData(10, 64, 1, 64, 128)]
    [InlineData(11, 64, 2, 64, 128)]
    [InlineData(10, 65, 2, 960, 1025)]
    [InlineData(10, 64, 1, 960, 1024)]
    [InlineData(10, 64, 1, 900, 1024)]
    [InlineData(20, 64, 2, 836, 964)]
    public void Blocks_InWaves(double batch, double queries, double waves, double past, double keys)
    {
        var end = past + queries;
        var mean = Math.Min(end + 64, Math.Ceiling(end / 128) * 128);
        Assert.True(Math.Abs(mean - keys) < 128);
        Near(waves * mean * Key, Time(Of(), batch, queries, past));
    }

    /// <summary>A last wave that is not full counts by its share: 11 streams are 1.1 waves and 0.4 of what is missing to two.</summary>
    [Fact]
    public void Waves_OfWhichTheLastIsPart() =>
        Near((1.1 + (0.4 * 0.9)) * 128 * Key, Time(Of(constants: Attention with { PrefillWaveShare = 0.4 }), 11, 64, 64));

    /// <summary>However many multiprocessors there are, a block takes its time.</summary>
    [Fact]
    public void Longest_BlockBoundsTheWhole() => Near(128 * Key, Time(Of(constants: Attention with { PrefillWaveShare = 0 }), 1, 64, 64));

    /// <summary>Heads are streams; packed, the heads of a group are rows of one stream: 4 heads of 16 tokens fill one block.</summary>
    [Theory]
    [InlineData(QueryPacking.Never, 16, 40 / 10.0)]
    [InlineData(QueryPacking.Always, 16, 10 / 10.0)]
    [InlineData(QueryPacking.SingleToken, 16, 40 / 10.0)]
    [InlineData(QueryPacking.SingleToken, 1, 10 / 10.0)]
    internal void Packing_OfTheHeadsOfAGroup(QueryPacking packing, double queries, double waves) =>
        Near(waves * 128 * Key, Time(Of(p => p with { Packing = packing }), 10, queries, 128 - queries, 4, 1));

    /// <summary>A smaller tile where it is the quicker one: 16 rows for 16 queries.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(64, 64)]
    public void SmallTile_WhereItIsQuicker(double queries, double rows) =>
        Near(rows / 64 * 128 * Key, Time(Of(p => p with { SmallQueryTile = 16 }), 10, queries, 128 - queries));

    /// <summary>
    /// A masked prompt of 1,024: rows see half of the keys on average and half a tile of 128, and over all blocks half a tile of rows more
    /// for each token; ten streams of 16 blocks.
    /// </summary>
    [Fact]
    public void Causal_SkipsMaskedTiles()
    {
        const double diagonal = 10 * 1024 / 2.0 * Key / 10;
        Near(diagonal + (16 * (512 + 64) * Key), Time(Of(p => p with { SkipsMaskedTiles = true }), 10, 1024, causal: true));
        Near(16 * 1024 * Key, Time(Of(), 10, 1024, causal: true));
    }

    /// <summary>With 1,024 tokens before: each row sees those, too.</summary>
    [Fact]
    public void Causal_WithAPast() =>
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
    public void Window_OfKeys(double past, double mean)
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
    public void Launch_AndBlocks() =>
        Near(5e-6 + (2 * (1e-6 + (128 * Key))), Time(Of(p => p with { LaunchSeconds = 5e-6, BlockSeconds = 1e-6 }), 20, 64, 64));

    /// <summary>Exponentials that do not hide: one for each key of a row.</summary>
    [Fact]
    public void Exponentials_PerKey() =>
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
    public void Rates_OfFormatsAndChips(NumberFormat format, double eightBit, double share, double factor) =>
        Near(
            factor * 128 * Key,
            Time(Of(p => p with { EightBitEfficiency = eightBit }, Attention with { ArithmeticShare = share }, format: format), 10, 64, 64)
        );

    /// <summary>
    /// Slow memory: 64 queries and results of 4 heads in 16 bits, 192 keys and values of 2 heads in the cache's format, at half of 10¹²
    /// B/s.
    /// </summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, 2)]
    [InlineData(NumberFormat.Fp8, 1)]
    public void Memory_OnceForEverything(NumberFormat format, double cacheBytes)
    {
        var slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e6) };
        Near(10 * ((64 * 4 * 128 * 2) + (192 * 2 * 128 * cacheBytes)) / 0.5e6, Time(Of(chip: slow, format: format), 10, 64, 128, 4, 2));
        // A window's keys and the rows' own.
        Near(
            10 * ((64 * 4 * 128 * 2) + ((100 + 64) * 2 * 128 * cacheBytes)) / 0.5e6,
            Time(Of(chip: slow, format: format), 10, 64, 128, 4, 2, 100)
        );
        // A tenth of the shorter is not hidden.
        var arithmetic = Time(Of(format: format), 10, 64, 128, 4, 2);
        Near(
            (10 * ((64 * 4 * 128 * 2) + (192 * 2 * 128 * cacheBytes)) / 0.5e6) + (0.1 * arithmetic),
            Time(Of(constants: Attention with { PrefillExposure = 0.1 }, chip: slow, format: format), 10, 64, 128, 4, 2),
            1e-6
        );
    }

    private static void Near(double expected, double actual, double within = 1e-9) =>
        Assert.Equal(expected, actual, within * Math.Abs(expected));

    /// <summary>
    /// Before it: the cache is written (three passes over the new keys and values in 16 bits) and the queries are copied (two passes); one
    /// thread an element of a token's keys, at most 512, of 2,048 on each multiprocessor.
    /// </summary>
    [Theory]
    [InlineData(2, 128)]
    [InlineData(16, 512)]
    public void Before_CacheAndActivations(int kvHeads, double threads)
    {
        var slow = Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e9) };
        double Difference(Func<AttentionPrefillConstants, AttentionPrefillConstants> more) =>
            Time(Of(more, chip: slow), 10, 64, 128, 16, kvHeads) - Time(Of(chip: slow), 10, 64, 128, 16, kvHeads);
        Near(3 * 10 * 64 * kvHeads * 128 * 2 / 0.5e9, Difference(p => p with { CachePasses = 3 }), 1e-6);
        Near(2 * 10 * 64 * 16 * 128 * 2 / 0.5e9, Difference(p => p with { ActivationPasses = 2 }), 1e-6);
        Near(10 * 64 * threads * 1e-3 / (2048 * 10), Difference(p => p with { CacheWriteSeconds = 1e-3 }), 1e-6);
    }

    /// <summary>
    /// Backward: five multiplies for two at a quarter of the peak, values padded to the queries' width; queries, result and gradients (4
    /// passes), fp32 query gradients, keys, values and theirs.
    /// </summary>
    [Fact]
    public void Backward_FiveMultiplies()
    {
        var kernel = Of(p => p with { LaunchSeconds = 3e-6 });
        Near(3e-6 + (128 * 64 * 2.5 * 4 * 64 / (2e12 * 0.25)), kernel.BackwardSeconds(10, 64, 64, 1, 1, 64, 32, 0, false));
        Near(3e-6 + (128 * 64 * 2.5 * 4 * 96 / (2e12 * 0.25)), kernel.BackwardSeconds(10, 64, 64, 1, 1, 64, 96, 0, false));
        var slow = Of(chip: Chip with { MemoryBandwidth = ByteRate.FromBytesPerSecond(1e6) });
        Near(
            10 * ((64 * 4 * ((96 * 4) + (64 * 4))) + (192 * 2 * 96 * 4)) / 0.5e6,
            slow.BackwardSeconds(10, 64, 128, 4, 2, 64, 32, 0, false)
        );
        var exposed = Of(
            constants: Attention with
            {
                PrefillExposure = 0.1,
            },
            chip: Chip with
            {
                MemoryBandwidth = ByteRate.FromBytesPerSecond(1e6),
            }
        );
        Near(
            (10 * ((64 * 4 * ((96 * 4) + (64 * 4))) + (192 * 2 * 96 * 4)) / 0.5e6)
                + (0.1 * Of().BackwardSeconds(10, 64, 128, 4, 2, 64, 32, 0, false)),
            exposed.BackwardSeconds(10, 64, 128, 4, 2, 64, 32, 0, false)
        );
        // A library without a backward efficiency of its own takes the forward one, and none exceeds the peak.
        var forward = new AttentionPrefillKernel(Fast, Attention, Library with { BackwardEfficiency = 0 }, NumberFormat.Bf16);
        Near(128 * 64 * 2.5 * 4 * 64 / (2e12 * 0.5), forward.BackwardSeconds(10, 64, 64, 1, 1, 64, 64, 0, false));
        var promised = new AttentionPrefillKernel(Fast, Attention with { ArithmeticShare = 99 }, Library, NumberFormat.Bf16);
        Near(128 * 64 * 2.5 * 4 * 64 / 2e12, promised.BackwardSeconds(10, 64, 64, 1, 1, 64, 64, 0, false));
        var exponentials = Of(constants: Attention with { SoftmaxExposure = 0.5 });
        Near(128 * 64 * ((2.5 * 4 * 64 / (2e12 * 0.25)) + (0.5 / 16e9)), exponentials.BackwardSeconds(10, 64, 64, 1, 1, 64, 64, 0, false));
        // Masked, packed and in a window as forward.
        var masked = Of(p => p with { SkipsMaskedTiles = true });
        Near(
            (10 * 1024 / 2.0 / 10) + (16 * (512 + 64)),
            masked.BackwardSeconds(10, 1024, 0, 1, 1, 64, 64, 0, true) / (64 * 2.5 * 4 * 64 / (2e12 * 0.25))
        );
    }
}
