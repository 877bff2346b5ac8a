using LlmCostSim.Hardware;
using static LlmCostSim.Tests.Operators.Toy;
using static LlmCostSim.Tests.Operators.ToyGemm;

namespace LlmCostSim.Tests.Operators;

/// <summary>A multiply's traffic worked out by hand on <see cref="ToyGemm"/>, and what comes beside its tiles.</summary>
public sealed class GemmMemoryByHandTests
{
    /// <summary>
    /// Two bytes of A, B and C, read and written once at the memory's rate; one byte of weights; the result as wide as asked for.
    /// </summary>
    [Theory]
    [InlineData(NumberFormat.Bf16, null, 2 * 1e4 + 2 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Int8WeightOnly, null, 2 * 1e4 + 1 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Int4WeightOnly, null, 2 * 1e4 + 0.5 * 1e6 + 2e4)]
    [InlineData(NumberFormat.Fp8, null, 1e4 + 1e6 + 2e4)]
    [InlineData(NumberFormat.Bf16, 8.0, 2 * 1e4 + 2 * 1e6 + 8e4)]
    public void Memory_OfAnyFormat_MovesEachMatrixOnce(NumberFormat format, double? output, double bytes)
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
    public void Memory_EfficienciesOfBoth_MultiplyToTheNominalRate(double hardware, double library, double share)
    {
        var fast = Gemm with { TileEfficiency16Bit = Only(10), BandwidthEfficiency = hardware };
        Near(
            2e4 * 1e4 / share / 1e12,
            Time(1, 1e4, 1e4, 1, fast, GemmLibrary with { BandwidthEfficiency = library }) - (4e4 / share / 1e12)
        );
    }

    /// <summary>The longer of arithmetic and traffic hides all but a part of the shorter, of so many seconds at most.</summary>
    [Theory]
    [InlineData(0.1, null, 1e30, 0.1 * ShortMemory)]
    [InlineData(0, 0.2, 1e30, 0.2 * ShortMemory)]
    [InlineData(0.1, null, ShortMemory / 4, 0.1 * ShortMemory / 4)]
    public void Overlap_OfArithmeticAndTraffic_LosesAPart(double hardware, double? library, double seconds, double lost) =>
        Near(
            (10 * Tile * 10000) + lost,
            Time(
                1280,
                1280,
                10000,
                1,
                Gemm with
                {
                    OverlapLoss = hardware,
                    OverlapSeconds = seconds,
                },
                GemmLibrary with
                {
                    OverlapLoss = library,
                }
            )
        );

    /// <summary>
    /// A batch runs in one kernel and loses its part once; each of as many groups loses its own: ten waves of 100 tiles each, exactly full.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Overlap_OfABatchOrOfGroups_LosesAPartOnceOrForEach(int batch)
    {
        var little = Gemm with { OverlapLoss = 0.1, OverlapSeconds = ShortMemory / 4 };

        var tiles = batch * 10 * Tile * 10000;
        Near(tiles + (0.1 * ShortMemory / 4), Time(1280, 1280, 10000, batch, little));
        Near(tiles + (batch * 0.1 * ShortMemory / 4), TimeOfGroups(1280, 1280, 10000, batch, little));
    }

    /// <summary>Traffic of a multiply of 1,280 x 1,280 over 10,000 in 16 bits at 10¹² B/s.</summary>
    private const double ShortMemory = 2 * ((2 * 1280 * 10000) + (1280 * 1280)) / 1e12;

    /// <summary>
    /// Activations (100 rows of 50 channels, 10⁴ bytes) are still in the cache of 10⁶ bytes while all matrices fit half of it, and read
    /// four times as fast; beyond that they fade: 90,000 of 500,000 bytes are left beside 3,000 columns; beyond the whole they are gone.
    /// </summary>
    [Theory]
    [InlineData(1000, 1)]
    [InlineData(3000, 0.18)]
    [InlineData(9000, 0)]
    public void Cache_SmallMatrices_HoldsActivations(int columns, double held)
    {
        const double activations = 2 * 100 * 50;
        var rest = 2.0 * ((columns * 50) + (100 * columns));
        Near(
            (activations + rest - (held * activations * 0.75)) / 1e8,
            Time(100, columns, 50, 1, Gemm with { CacheRatio = 4, CacheShare = 0.5, BandwidthEfficiency = 1e-4 })
        );
    }

    /// <summary>Quantising the activations is a pass of its own: three bytes for each of 128 x 10,000.</summary>
    [Fact]
    public void Quantise_Activations_IsAPassOfItsOwn() =>
        Near((2 * Tile * 10000) + (11 * 128 * 10000 * 3 / 1e12), Time(128, 128, 10000, 11, Gemm, GemmLibrary with { QuantiseBytes = 3 }));

    /// <summary>
    /// Long multiplies throttle: a tenth of the ideal time, reached by halves after as long as the throttling takes; as much as the
    /// library's power asks for.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Throttle_LongMultiply_TakesLonger(double library)
    {
        const double ideal = 2.0 * 1280 * 1280 * 10000 / 2e13;
        var hardware = Gemm with { ThrottleDepth = 0.1, ThrottleSeconds = ideal };
        Near(
            (10 * Tile * 10000) + (0.1 * library * ideal / 2),
            Time(1280, 1280, 10000, 1, hardware, GemmLibrary with { Throttling = library })
        );
    }
}
