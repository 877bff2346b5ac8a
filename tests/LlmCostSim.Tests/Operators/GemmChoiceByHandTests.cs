using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyGemm;

namespace LlmCostSim.Tests.Operators;

/// <summary>Which tiles, splits and kernels a multiply takes, worked out by hand on <see cref="ToyGemm"/>.</summary>
public sealed class GemmChoiceByHandTests
{
    /// <summary>
    /// One tile on ten multiprocessors: K in ten parts fills them, each tenth as long; at most as many as the library splits into; partial
    /// sums are written and read, the parts are joined.
    /// </summary>
    [Theory]
    [InlineData(32, 10)]
    [InlineData(5, 5)]
    [InlineData(2, 2)]
    public void Split_OneTile_FillsTheWave(double most, double parts)
    {
        var hardware = Gemm with { SplitSeconds = 1e-6, TileStartSeconds = 5e-7, SplitBandwidth = 1e12 };
        Near(
            (Tile * 10000 / parts) + 5e-7 + (128 * 128 * 8 / 1e12) + 1e-6 + 2e-6,
            Time(128, 128, 10000, 1, hardware, GemmLibrary with { MaximumSplit = most, SplitSeconds = 2e-6 })
        );
    }

    /// <summary>Each part fills and empties its pipeline (as K of 64 elements) and loads its tenth of the operands.</summary>
    [Theory]
    [InlineData(1e30, (1000 + 64) * Tile)]
    [InlineData(1e9, 256 * 2 / 1e9 * 1000)]
    public void Split_OneTile_FillsItsPipelineAndLoadsItsPart(double bandwidth, double seconds) =>
        Near(
            seconds,
            Time(128, 128, 10000, 1, Gemm with { RampBytes = 128, TileBandwidth = bandwidth }, GemmLibrary with { MaximumSplit = 10 })
        );

    /// <summary>
    /// Eleven tiles are two waves, the second nearly empty: split in two they are 2.2 waves of half the work, in three 3.3, in four 4.4,
    /// rounded up: 3/2, 4/3, 5/4 of a wave.
    /// </summary>
    [Theory]
    [InlineData(2, 1.5)]
    [InlineData(3, 4 / 3.0)]
    [InlineData(4, 1.25)]
    [InlineData(32, 1.25)]
    public void Split_NearlyEmptyWave_IsEvenedOut(double most, double waves) =>
        Near(waves * Tile * 10000, Time(128, 128, 10000, 11, Gemm, GemmLibrary with { MaximumSplit = most }));

    [Theory]
    [InlineData(1, 32)]
    [InlineData(0, 1.9)]
    public void Split_ThatDoesNotPayOrMayNotBe_IsNotMade(double seconds, double most) =>
        Near(2 * Tile * 10000, Time(128, 128, 10000, 11, Gemm with { SplitSeconds = seconds }, GemmLibrary with { MaximumSplit = most }));

    /// <summary>Large multiplies run in the tiles of 128 x 256 alone, for libraries that do so.</summary>
    [Theory]
    [InlineData(4.0, true)]
    [InlineData(5.0, false)]
    [InlineData(null, false)]
    public void LargeTiles_BeyondSoManyWaves_AreTheOnlyOnes(double? waves, bool large)
    {
        // 128 x 128 twice as good as 128 x 256 for each FLOP.
        var hardware = Gemm with
        {
            TileEfficiency16Bit = [1e-9, 0.5, 1, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9],
        };
        // Ten rows of tiles by five of 256 columns: five waves of large tiles or ten of small ones.
        Near((large ? 20 : 10) * Tile * 10000, Time(1280, 1280, 10000, 1, hardware, GemmLibrary with { LargeTileWaves = waves }));
        // As many in a batch of five of two rows.
        Near((large ? 20 : 10) * Tile * 10000, Time(256, 1280, 10000, 5, hardware, GemmLibrary with { LargeTileWaves = waves }));
    }

    /// <summary>Beyond so many rows small tiles are not considered.</summary>
    [Theory]
    [InlineData(0, 128, true)]
    [InlineData(127, 128, false)]
    [InlineData(128, 128, true)]
    public void SmallTiles_BeyondSoManyRows_AreNotConsidered(int rows, int m, bool small)
    {
        var hardware = Gemm with { TileEfficiency16Bit = [1e-9, 1e-9, 0.25, 1e-9, 1e-9, 1e-9, 1, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9] };
        // Four tiles of 64 x 64 side by side, or one of 128 x 128 at a quarter of the rate.
        Near((small ? 0.25 : 4) * Tile * 10000, Time(m, 128, 10000, 1, hardware, GemmLibrary with { SmallTileRows = rows }));
    }

    /// <summary>
    /// One row: the matrix-vector kernel waits for the tile's start and K, beside the memory; where it is slower the tiles remain.
    /// </summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    public void MatrixVector_FewRows_WaitsForTheMemory(int m, int rows, bool used)
    {
        var library = GemmLibrary with { MatrixVectorRows = rows, MatrixVectorSecondsPerK = 1e-9 };
        var memory = 2.0 * ((m * 10000) + (1000 * 10000) + (m * 1000)) / 1e12;
        var tiled = (Tile * 10000) + 3e-6;
        Near(used ? memory + 3e-6 + (10000 * 1e-9) : tiled, Time(m, 1000, 10000, 1, Gemm with { TileStartSeconds = 3e-6 }, library));
        Near(tiled, Time(m, 1000, 10000, 1, Gemm with { TileStartSeconds = 3e-6 }, library with { MatrixVectorSecondsPerK = 1e-3 }));
    }
}
