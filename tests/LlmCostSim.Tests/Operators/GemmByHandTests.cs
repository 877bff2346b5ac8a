using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyGemm;

namespace LlmCostSim.Tests.Operators;

/// <summary>A multiply's tiles worked out by hand on <see cref="ToyGemm"/>: their waves, their arithmetic and their loads.</summary>
public sealed class GemmByHandTests
{
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
    public void Waves_MoreTilesThanMultiprocessors_AreWhole(int m, int n, int batch, double waves) =>
        Near(waves * Tile * 10000, Time(m, n, 10000, batch));

    /// <summary>The last wave is partly smoothed away: 11 waves of which nine tenths are empty, half of that counts.</summary>
    [Fact]
    public void Waves_Smoothed_CountTheLastByItsShare()
    {
        var hardware = Gemm with { WaveSmoothing = 0.5 };
        Near(10.55 * Tile * 10000, Time(128, 128, 10000, 101, hardware));
        Near(10.55 * Tile * 10000, Time(128, 128, 10000, 101, Gemm, GemmLibrary with { WaveSmoothing = 0.5 }));
        Near(Tile * 10000, Time(128, 128, 10000, 1, hardware));
    }

    /// <summary>Launches of the hardware and of the library.</summary>
    [Fact]
    public void Launch_OfHardwareAndLibrary_IsAdded() =>
        Near(
            5e-6 + (Tile * 10000),
            Time(128, 128, 10000, 1, Gemm with { LaunchSeconds = 2e-6 }, GemmLibrary with { LaunchSeconds = 4e-6 })
        );

    /// <summary>Filling and emptying a tile's pipeline: as K of so many bytes.</summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, 64)]
    [InlineData(NumberFormat.Fp32, 32)]
    public void Ramp_OfATilesPipeline_CountsPerWave(NumberFormat format, double elements)
    {
        var tile = format == NumberFormat.Bf16 ? Tile : 20 * Tile;
        Near(2 * tile * (10000 + elements), Time(128, 128, 10000, 11, Gemm with { RampBytes = 128 }, format: format));
    }

    /// <summary>The library's arithmetic and the tile's efficiency, never above the peak.</summary>
    [Theory]
    [InlineData(0.5, 0.8, 0.4)]
    [InlineData(1, 3, 1)]
    public void Efficiency_OfTileAndLibrary_IsNeverAboveThePeak(double tile, double library, double share) =>
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
    public void Format_OfAnyKind_HasItsRate(NumberFormat format, double factor) =>
        Near(factor * Tile * 10000, Time(128, 128, 10000, 1, format: format));

    /// <summary>
    /// A tile's operands come at the tile's bandwidth: 2 bytes of 128 rows and 128 columns; of a tile's rows only those that there are;
    /// eleven tiles on ten multiprocessors slow each other by a tenth. The loop over K is part of the load: 1 µs for each of 2 bytes.
    /// </summary>
    [Theory]
    [InlineData(128, 128, 1, 0, 256 * 2 / 1e9)]
    [InlineData(1, 128, 1, 0, 129 * 2 / 1e9)]
    [InlineData(128, 7, 1, 0, 135 * 2 / 1e9)]
    [InlineData(128, 128, 11, 0, 1.1 * 256 * 2 / 1e9)]
    [InlineData(1, 128, 1, 1e-6, (129 * 2 / 1e9) + 2e-6)]
    [InlineData(128, 128, 11, 1e-6, 1.1 * ((256 * 2 / 1e9) + 2e-6))]
    public void Loads_OfATile_ComeAtItsBandwidth(int m, int n, int batch, double loop, double perElement) =>
        Near(perElement * 10000, Time(m, n, 10000, batch, Gemm with { TileBandwidth = 1e9, LoopSecondsPerByte = loop }));

    /// <summary>Weights that are unpacked first take so long for each element of K, whatever the tile.</summary>
    [Fact]
    public void Loads_UnpackedFirst_TakeSoLongPerElement() =>
        Near(1e-6 * 10000, Time(128, 7, 10000, library: GemmLibrary with { UnpackSecondsPerK = 1e-6 }));

    /// <summary>Weights of one byte load in half the time, single precision in twice.</summary>
    [Theory]
    [InlineData(NumberFormat.Int8WeightOnly, 128 * 2 + 128 * 1)]
    [InlineData(NumberFormat.Fp32, 256 * 4)]
    [InlineData(NumberFormat.Fp8, 256)]
    public void Loads_OfNarrowFormats_TakeLess(NumberFormat format, double bytes) =>
        Near(bytes / 1e6 * 10000, Time(128, 128, 10000, format: format, hardware: Gemm with { TileBandwidth = 1e6 }));

    /// <summary>Every tile begins: once per multiprocessor, more where several share one.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(25, 2.5)]
    public void TileStart_SharedMultiprocessors_CountsPerTile(int batch, double crowd) =>
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
    public void Resident_SmallTiles_ShareAMultiprocessor(int tile, int rows, int columns, double resident)
    {
        // Eighty of them: eight on each multiprocessor.
        var hardware = Gemm with
        {
            TileEfficiency16Bit = Only(tile),
            TileBandwidth = 1e6,
        };
        Near(8 / resident * (rows + columns) * 2 / 1e6 * 1000, Time(rows, columns, 1000, 80, hardware, GemmLibrary));
    }

    [Fact]
    public void Rates_Missing_AreRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new GemmKernel(Toy.Chip with { Peak = new PeakRates() }, Gemm, GemmLibrary, NumberFormat.Bf16)
        );
}
