using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

/// <summary>What is known of matrix-multiply libraries before they are fitted.</summary>
public sealed class GemmFitPlanTests
{
    private const int MostConstants = 6;

    private static string[] Fitted(string id, bool isReference = false) =>
        [.. GemmFitPlan.Default.Library(id, isReference).Select(knob => knob.Parameter.Name)];

    [Theory]
    [InlineData("some-engine-2/16-bit@a100")]
    [InlineData("vidur-7d47513/16-bit@h100")]
    [InlineData("aic-trtllm-1.3.0rc20/fp8@h100")]
    [InlineData("some-engine-2/int8@a100")]
    [InlineData("some-engine-2/tf32@a100")]
    public void Library_OfAnyFamily_MovesAFewConstants(string id) => Assert.InRange(Fitted(id).Length, 1, MostConstants);

    // TensorRT-LLM's SPLIT_K_LIMIT, and the rows of its weightOnlyBatchedGemv.
    [Fact]
    public void Start_WeightOnlyLibrary_HasTheLimitsOfItsKernels()
    {
        var library = GemmFitPlan.Default.Start("aic-trtllm-1.0.0/int4_wo@a100", isReference: false);

        Assert.Equal((7.0, 4, 0.0), (library.MaximumSplit, library.MatrixVectorRows, library.OverlapLoss));
    }

    // sm90_fp8_config_default of the multiply that SGLang shares with vLLM.
    [Theory]
    [InlineData("aic-sglang-0.5.14/fp8@h100", 128)]
    [InlineData("some-engine-2/fp8@h100", 0)]
    public void Start_Fp8Library_HasTheRowsOfSmallTilesOfItsSource(string id, int rows) =>
        Assert.Equal(rows, GemmFitPlan.Default.Start(id, isReference: false).SmallTileRows);

    [Fact]
    public void Start_SixteenBits_LeavesOverlapAndWavesToTheHardware()
    {
        var library = GemmFitPlan.Default.Start("some-engine-2/16-bit@a100", isReference: false);

        Assert.Null(library.OverlapLoss);
        Assert.Null(library.WaveSmoothing);
    }

    [Fact]
    public void Library_Reference_MovesOnlyWhatTheHardwareHasNot() =>
        Assert.Equal(["maximumSplit", "largeTileWaves"], Fitted("aic-trtllm-1.0.0/16-bit@a100", isReference: true));
}
