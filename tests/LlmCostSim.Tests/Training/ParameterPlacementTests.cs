using LlmCostSim.Lowering;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// What three tensor ranks hold more than the model has, counted by hand on <see cref="Small"/>: 30 channels, 6 heads, 46 inner channels
/// (16 on a rank), 101 rows (34 on a rank), 3 layers.
/// </summary>
public class ParameterPlacementTests
{
    private const int Copies = 2;

    [Fact]
    public void Of_OneRank_HoldsTheModel() =>
        Assert.Equal(new ParameterPlacement(ParameterCount.Total(Gpt), 0, 0, 0), ParameterPlacement.Of(Gpt, 1, 1));

    /// <summary>
    /// Norms, biases of row-parallel matrices and positions lie on every rank; columns, their biases and rows of the vocabulary are rounded
    /// up; on two stages the tied table is there twice.
    /// </summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3 * 34 * H)]
    public void Of_ThreeRanks_IsEverySurplusByItsCause(int pipeline, double tied)
    {
        const double norms = (3 * 2 * 2 * H) + (2 * H),
            rowBiases = 3 * 2 * H,
            positions = P * H;
        const double up = 3 * (2 * (H + 1)),
            down = 3 * (2 * H),
            rows = H;
        Assert.Equal(
            new ParameterPlacement(ParameterCount.Total(Gpt), Copies * (norms + rowBiases + positions), tied, up + down + rows),
            ParameterPlacement.Of(Gpt, 3, pipeline)
        );
    }

    /// <summary>A head of its own is rounded up like the embedding; RMSNorm has half the parameters; nothing is tied.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_ThreeRanksWithAHeadOfItsOwn_RoundsItUp(int pipeline)
    {
        const double norms = (3 * 2 * H) + H;
        // Gate and up have 2 x 2 columns too many, down 2 rows; embedding and head a row each.
        Assert.Equal(
            new ParameterPlacement(ParameterCount.Total(Llama), Copies * norms, 0, (3 * ((2 * 2 * H) + (2 * H))) + (2 * H)),
            ParameterPlacement.Of(Llama, 3, pipeline)
        );
    }

    /// <summary>
    /// An encoder's layers and its last norm count, too: two layers of two norms, and one beside the decoder's; the decoder has one more
    /// norm a layer.
    /// </summary>
    [Fact]
    public void Of_ThreeRanksOfAnEncoderDecoder_CountsBoth()
    {
        var model = Llama with { EncoderLayers = 2, FeedForwardSize = 48, Vocabulary = 102 };
        Assert.Equal(
            new ParameterPlacement(ParameterCount.Total(model), Copies * ((2 * 2 * H) + (3 * 3 * H) + (2 * H)), 0, 0),
            ParameterPlacement.Of(model, 3, 1)
        );
    }
}
