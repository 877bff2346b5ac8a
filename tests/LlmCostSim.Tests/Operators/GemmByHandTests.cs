using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// The multiply worked out by hand on <see cref="Toy"/>: one constant at a time. A tile of 128 x 128 takes 2·128·128/(2·10¹²) = 1.6384·10⁻⁸
/// s for each element of K.
/// </summary>
public sealed class GemmByHandTests
{
    private const double Tile = 1.6384e-8;

    private static double Time(
        double m,
        double n,
        double k,
        double batch = 1,
        GemmConstants? hardware = null,
        GemmLibraryConstants? library = null,
        NumberFormat format = NumberFormat.Bf16,
        double? output = null
    )
    {
        var kernel = new GemmKernel(Toy.Chip, hardware ?? Gemm, library ?? GemmLibrary, format);
        var seconds = output is { } bytes ? kernel.Seconds(m, n, k, batch, bytes) : kernel.Seconds(m, n, k, batch);
        return seconds - 1e-6;
    }

    /// <summary>
    /// 100 tiles on ten multiprocessors are ten waves; one row or column more begins another one of each row's tiles; batches add their
    /// tiles.
    /// </summary>
    [Theory]
    [InlineData(1280, 1280, 1, 10)]
    [InlineData(1281, 1280, 1, 11)]
    [InlineData(1280, 1281, 1, 11)]
    [InlineData(1281, 1281, 1, 13)]
    [InlineData(128, 128, 10, 1)]
    [InlineData(128, 128, 11, 2)]
    [InlineData(1, 1, 1, 1)]
    public void Waves_OfWholeTiles(int m, int n, int batch, double waves) => Near(waves * Tile * 10000, Time(m, n, 10000, batch));

    /// <summary>The last wave is partly smoothed away: 11 waves of which nine tenths are empty, half of that counts.</summary>
    [Fact]
    public void Waves_Smoothed()
    {
        var hardware = Gemm with { WaveSmoothing = 0.5 };
        Near(10.55 * Tile * 10000, Time(128, 128, 10000, 101, hardware));
        Near(10.55 * Tile * 10000, Time(128, 128, 10000, 101, Gemm, GemmLibrary with { WaveSmoothing = 0.5 }));
        Near(Tile * 10000, Time(128, 128, 10000, 1, hardware));
    }

    /// <summary>Launches of the hardware and of the library.</summary>
    [Fact]
    public void Launch_IsAdded() =>
        Near(
            5e-6 + (Tile * 10000),
            Time(128, 128, 10000, 1, Gemm with { LaunchSeconds = 2e-6 }, GemmLibrary with { LaunchSeconds = 4e-6 })
        );

    /// <summary>Filling and emptying a tile's pipeline: as K of so many bytes.</summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, 64)]
    [InlineData(NumberFormat.Fp32, 32)]
    public void Ramp_PerWave(NumberFormat format, double elements)
    {
        var tile = format == NumberFormat.Bf16 ? Tile : 20 * Tile;
        Near(2 * tile * (10000 + elements), Time(128, 128, 10000, 11, Gemm with { RampBytes = 128 }, format: format));
    }

    /// <summary>The library's arithmetic and the tile's efficiency, never above the peak.</summary>
    [Theory]
    [InlineData(0.5, 0.8, 0.4)]
    [InlineData(1, 3, 1)]
    public void Efficiency_OfTileAndLibrary(double tile, double library, double share) =>
        Near(
            Tile * 10000 / share,
            Time(
                128,
                128,
                10000,
                1,
                Gemm with
                {
                    TileEfficiency16Bit = [.. Only(2).Select(e => e * tile)],
                },
                GemmLibrary with
                {
                    ArithmeticEfficiency = library,
                }
            )
        );

    /// <summary>fp8 at twice the rate; int4 weights are multiplied in 16 bits; a format that the chip lacks, too.</summary>
    [Theory]
    [InlineData(NumberFormat.Fp8, 0.5)]
    [InlineData(NumberFormat.Int4WeightOnly, 1)]
    [InlineData(NumberFormat.Int8, 1)]
    [InlineData(NumberFormat.Fp32, 20)]
    public void Format_HasItsRate(NumberFormat format, double factor) =>
        Near(factor * Tile * 10000, Time(128, 128, 10000, 1, format: format));

    /// <summary>
    /// A tile's operands come at the tile's bandwidth: 2 bytes of 128 rows and 128 columns; of a tile's rows only those that there are;
    /// eleven tiles on ten multiprocessors slow each other by a tenth.
    /// </summary>
    [Theory]
    [InlineData(128, 128, 1, 256, 1)]
    [InlineData(1, 128, 1, 129, 1)]
    [InlineData(128, 7, 1, 135, 1)]
    [InlineData(128, 128, 11, 256, 1.1)]
    public void Loads_OfATile(int m, int n, int batch, double rowsAndColumns, double crowd)
    {
        const double bandwidth = 1e9;
        Near(crowd * rowsAndColumns * 2 / bandwidth * 10000, Time(m, n, 10000, batch, Gemm with { TileBandwidth = bandwidth }));
        // The loop over K is part of the load: a picosecond for each of 2 bytes.
        Near(
            crowd * ((rowsAndColumns * 2 / bandwidth) + 2e-6) * 10000,
            Time(m, n, 10000, batch, Gemm with { TileBandwidth = bandwidth, LoopSecondsPerByte = 1e-6 })
        );
    }

    /// <summary>Weights that are unpacked first take so long for each element of K, whatever the tile.</summary>
    [Fact]
    public void Loads_Unpacked() => Near(1e-6 * 10000, Time(128, 7, 10000, library: GemmLibrary with { UnpackSecondsPerK = 1e-6 }));

    /// <summary>Weights of one byte load in half the time, single precision in twice.</summary>
    [Theory]
    [InlineData(NumberFormat.Int8WeightOnly, 128 * 2 + 128 * 1)]
    [InlineData(NumberFormat.Fp32, 256 * 4)]
    [InlineData(NumberFormat.Fp8, 256)]
    public void Loads_OfFormats(NumberFormat format, double bytes) =>
        Near(bytes / 1e6 * 10000, Time(128, 128, 10000, format: format, hardware: Gemm with { TileBandwidth = 1e6 }));

    /// <summary>Every tile begins: once per multiprocessor, more where several share one.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(25, 2.5)]
    public void TileStart_PerCrowd(int batch, double crowd) =>
        Near(
            (Math.Ceiling(batch / 10.0) * Tile * 10000) + (crowd * 1e-5),
            Time(128, 128, 10000, batch, Gemm with { TileStartSeconds = 1e-5 })
        );

    /// <summary>
    /// Small tiles share a multiprocessor, at most four: 64 x 64 fill a 128 x 128's place by four, 16 x 64 not by sixteen.
    /// </summary>
    [Theory]
    [InlineData(6, 64, 64, 4)]
    [InlineData(5, 64, 128, 2)]
    [InlineData(11, 16, 64, 4)]
    [InlineData(0, 256, 128, 1)]
    public void Resident_TilesThatShareAMultiprocessor(int tile, int rows, int columns, double resident)
    {
        // Eighty of them: eight on each multiprocessor.
        var hardware = Gemm with
        {
            TileEfficiency16Bit = Only(tile),
            TileBandwidth = 1e6,
        };
        Near(8 / resident * (rows + columns) * 2 / 1e6 * 1000, Time(rows, columns, 1000, 80, hardware, GemmLibrary));
    }

    /// <summary>
    /// Two bytes of A, B and C, read and written once at the memory's rate; one byte of weights; the result as wide as asked for.
    /// </summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, null, 2 * 1e4 + 2 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Int8WeightOnly, null, 2 * 1e4 + 1 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Int4WeightOnly, null, 2 * 1e4 + 0.5 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Fp8, null, 1e4 + 1e6 + 2e4)]
    [InlineData(NumberFormat.Bf16, 8.0, 2 * 1e4 + 2 * 1e6 + 8e4)]
    public void Memory_EachMatrixOnce(NumberFormat format, double? output, double bytes)
    {
        // Ten rows, a thousand channels each way; a hundred times as much arithmetic as there is would still be less.
        var fast = Gemm with
        {
            TileEfficiency16Bit = Only(10),
            TileEfficiency8Bit = Only(10),
            TileEfficiencyWeightOnly = Only(10),
            BandwidthEfficiency = 0.01,
        };
        Near(100 * bytes / 1e12, Time(10, 1000, 1000, 1, fast, format: format, output: output));
        Near(300 * bytes / 1e12, Time(10, 1000, 1000, 3, fast, format: format, output: output));
    }

    /// <summary>Efficiencies of hardware and library multiply, to the nominal rate at most.</summary>
    [Theory]
    [InlineData(0.02, 0.5, 0.01)]
    [InlineData(0.5, 4, 1)]
    public void Memory_Efficiencies(double hardware, double library, double share)
    {
        var fast = Gemm with { TileEfficiency16Bit = Only(10), BandwidthEfficiency = hardware };
        Near(
            2e4 * 1e4 / share / 1e12,
            Time(1, 1e4, 1e4, 1, fast, GemmLibrary with { BandwidthEfficiency = library }) - (4e4 / share / 1e12)
        );
    }

    /// <summary>The longer of arithmetic and traffic hides all but a tenth of the shorter.</summary>
    [Fact]
    public void Overlap_LosesATenth()
    {
        const double memory = 2 * (1280 * 10000 * 2 + 1280 * 1280) / 1e12,
            arithmetic = 10 * Tile * 10000;
        Near(arithmetic + (0.1 * memory), Time(1280, 1280, 10000, 1, Gemm with { OverlapLoss = 0.1 }));
        Near(arithmetic + (0.2 * memory), Time(1280, 1280, 10000, 1, Gemm, GemmLibrary with { OverlapLoss = 0.2 }));
        // Of so many seconds at most.
        Near(arithmetic + (0.1 * memory / 4), Time(1280, 1280, 10000, 1, Gemm with { OverlapLoss = 0.1, OverlapSeconds = memory / 4 }));
    }

    /// <summary>
    /// Activations are still in the cache while all matrices fit it: 2·10⁵ of 5·10⁵ bytes are read four times as fast; from half of the
    /// cache on they fade; beyond it they are gone.
    /// </summary>
    [Theory]
    [InlineData(1000, 1)]
    [InlineData(3000, 0.5)]
    [InlineData(9000, 0)]
    public void Cache_HoldsActivations(int n, double cached)
    {
        var hardware = Gemm with { CacheRatio = 4, CacheShare = 0.5, BandwidthEfficiency = 1e-4 };
        // 1,000 rows of 50 channels are 10⁵ bytes; weights and result of n columns make up the rest.
        var (activations, rest) = (2.0 * 100 * 50, 2.0 * ((n * 50) + (100 * n)));
        var share = Math.Clamp((1e6 - activations - rest) / (1e6 * 0.5), 0, 1);
        Assert.True(cached is 1 or 0 ? share == cached : share is > 0 and < 1);
        Near((activations + rest - (share * activations * 0.75)) / 1e8, Time(100, n, 50, 1, hardware));
    }

    /// <summary>
    /// One row: the matrix-vector kernel waits for the tile's start and K, beside the memory; where it is slower the tiles remain.
    /// </summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    public void MatrixVector_ForFewRows(int m, int rows, bool used)
    {
        var library = GemmLibrary with { MatrixVectorRows = rows, MatrixVectorSecondsPerK = 1e-9 };
        var memory = 2.0 * ((m * 10000) + (1000 * 10000) + (m * 1000)) / 1e12;
        var tiled = (Tile * 10000) + 3e-6;
        Near(used ? memory + 3e-6 + (10000 * 1e-9) : tiled, Time(m, 1000, 10000, 1, Gemm with { TileStartSeconds = 3e-6 }, library));
        Near(tiled, Time(m, 1000, 10000, 1, Gemm with { TileStartSeconds = 3e-6 }, library with { MatrixVectorSecondsPerK = 1e-3 }));
    }

    /// <summary>Quantising the activations is a pass of its own: three bytes for each of 128 x 10,000.</summary>
    [Fact]
    public void Quantise_IsAPassOverA() =>
        Near((2 * Tile * 10000) + (11 * 128 * 10000 * 3 / 1e12), Time(128, 128, 10000, 11, Gemm, GemmLibrary with { QuantiseBytes = 3 }));

    /// <summary>
    /// Long multiplies throttle: a tenth of the ideal time, reached by halves after as long as the throttling takes; as much as the
    /// library's power asks for.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Throttle_OfLongMultiplies(double library)
    {
        const double ideal = 2.0 * 1280 * 1280 * 10000 / 2e13;
        var hardware = Gemm with { ThrottleDepth = 0.1, ThrottleSeconds = ideal };
        Near(
            (10 * Tile * 10000) + (0.1 * library * ideal / 2),
            Time(1280, 1280, 10000, 1, hardware, GemmLibrary with { Throttling = library })
        );
    }

    /// <summary>
    /// One tile on ten multiprocessors: K in ten parts fills them, each tenth as long; at most as many as the library splits into; partial
    /// sums are written and read, the parts are joined.
    /// </summary>
    [Theory]
    [InlineData(32, 10)]
    [InlineData(5, 5)]
    [InlineData(2, 2)]
    public void Split_FillsTheWave(double most, double parts)
    {
        var hardware = Gemm with { SplitSeconds = 1e-6, TileStartSeconds = 5e-7, SplitBandwidth = 1e12 };
        Near(
            (Tile * 10000 / parts) + 5e-7 + (128 * 128 * 8 / 1e12) + 1e-6 + 2e-6,
            Time(128, 128, 10000, 1, hardware, GemmLibrary with { MaximumSplit = most, SplitSeconds = 2e-6 })
        );
    }

    /// <summary>
    /// Eleven tiles are two waves, the second nearly empty: split in two they are 2.2 waves of half the work, in three 3.3, in four 4.4,
    /// rounded up: 3/2, 4/3, 5/4 of a wave.
    /// </summary>
    [Theory]
    [InlineData(2, 1.5)]
    [InlineData(3, 4 / 3.0)]
    [InlineData(4, 1.25)]
    [InlineData(32, 1.25)]
    public void Split_EvensOutTheWaves(double most, double waves) =>
        Near(waves * Tile * 10000, Time(128, 128, 10000, 11, Gemm, GemmLibrary with { MaximumSplit = most }));

    /// <summary>A split that costs more than it saves is not made.</summary>
    [Fact]
    public void Split_ThatDoesNotPay_IsNotMade()
    {
        Near(2 * Tile * 10000, Time(128, 128, 10000, 11, Gemm with { SplitSeconds = 1 }, GemmLibrary with { MaximumSplit = 32 }));
        Near(2 * Tile * 10000, Time(128, 128, 10000, 11, Gemm, GemmLibrary with { MaximumSplit = 1.9 }));
    }

    /// <summary>Large multiplies run in the tiles of 128 x 256 alone, for libraries that do so.</summary>
    [Theory]
    [InlineData(4.0, true)]
    [InlineData(5.0, false)]
    [InlineData(null, false)]
    public void LargeTiles_BeyondSoManyWaves(double? waves, bool large)
    {
        // 128 x 128 twice as good as 128 x 256 for each FLOP.
        var hardware = Gemm with
        {
            TileEfficiency16Bit = [1e-9, 0.5, 1, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9],
        };
        // Ten rows of tiles by five of 256 columns: five waves of large tiles or ten of small ones.
        Near((large ? 20 : 10) * Tile * 10000, Time(1280, 1280, 10000, 1, hardware, GemmLibrary with { LargeTileWaves = waves }));
    }

    /// <summary>Beyond so many rows small tiles are not considered.</summary>
    [Theory]
    [InlineData(0, 128, true)]
    [InlineData(127, 128, false)]
    [InlineData(128, 128, true)]
    public void SmallTiles_UpToSoManyRows(int rows, int m, bool small)
    {
        var hardware = Gemm with { TileEfficiency16Bit = [1e-9, 1e-9, 0.25, 1e-9, 1e-9, 1e-9, 1, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9] };
        // Four tiles of 64 x 64 side by side, or one of 128 x 128 at a quarter of the rate.
        Near((small ? 0.25 : 4) * Tile * 10000, Time(m, 128, 10000, 1, hardware, GemmLibrary with { SmallTileRows = rows }));
    }

    [Fact]
    public void Rates_Missing_AreRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new GemmKernel(Toy.Chip with { Peak = new PeakRates() }, Gemm, GemmLibrary, NumberFormat.Bf16)
        );
}
