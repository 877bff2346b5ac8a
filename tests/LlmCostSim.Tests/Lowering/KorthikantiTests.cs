using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// The lowering of a 16-bit GPT layer against the closed forms of Korthikanti et al. 2022 (arXiv 2205.05198), equations 1 to 6.
/// </summary>
public class KorthikantiTests
{
    private const int S = 2048,
        B = 2,
        H = 6144,
        A = 64;

    private static readonly ModelSpec Gpt = new()
    {
        Id = "gpt",
        Layers = 4,
        HiddenSize = H,
        Attention = new AttentionSpec
        {
            Heads = A,
            KeyValueHeads = A,
            HeadDim = H / A,
            QkvBias = true,
            OutputBias = true,
        },
        FeedForward = FeedForwardKind.Gelu,
        FeedForwardSize = 4 * H,
        FeedForwardBias = true,
        Norm = NormKind.LayerNorm,
        Positions = PositionKind.Learned,
        PositionRows = S,
        Vocabulary = 51200,
        TiedEmbeddings = true,
    };

    private static double Saved(int tensor, bool sequenceParallel, bool withCore = true, bool dropout = true)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        var options = new LoweringOptions
        {
            MicroBatch = B,
            SequenceLength = S,
            Tensor = tensor,
            SequenceParallel = sequenceParallel,
            Attention = AttentionImplementation.Unfused,
            Dropout = dropout,
        };
        var count = ModelLowering.LowerLayer(Gpt, LayerKind.Dense, 0, options, ops);
        return ops.Take(count).Sum(op => withCore ? op.SavedBytes : op.SelectiveSavedBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void SavedActivations_TensorParallel_EquationTwo(int t)
    {
        var expected = (double)S * B * H * (10 + 24.0 / t + 5.0 * A * S / ((double)H * t));
        Assert.Equal(expected, Saved(t, sequenceParallel: false), expected * 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void SavedActivations_SequenceParallel_EquationFour(int t)
    {
        var expected = (double)S * B * H / t * (34 + 5.0 * A * S / H);
        Assert.Equal(expected, Saved(t, sequenceParallel: true), expected * 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void SavedActivations_SelectiveRecompute_ThirtyFourBytes(int t)
    {
        var expected = (double)S * B * H / t * 34;
        Assert.Equal(expected, Saved(t, sequenceParallel: true, withCore: false), expected * 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void SavedActivations_WithoutDropout_DropsMasksOnly(int t)
    {
        // Masks: two of one byte per residual element, one per score; the dropped scores are the softmax output itself.
        var expected = (double)S * B * H / t * (32 + 2.0 * A * S / H);
        Assert.Equal(expected, Saved(t, sequenceParallel: true, dropout: false), expected * 1e-12);
    }

    [Fact]
    public void ForwardFlops_Layer_MatchesNarayanan()
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        var options = new LoweringOptions { MicroBatch = B, SequenceLength = S };
        var count = ModelLowering.LowerLayer(Gpt, LayerKind.Dense, 0, options, ops);

        // Narayanan et al. 2021, appendix: 24·B·s·h² + 4·B·s²·h per layer, attention not halved.
        var expected = 24.0 * B * S * H * H + 4.0 * B * S * S * H;
        Assert.Equal(expected, ops.Take(count).Sum(op => op.ForwardFlops(causalHalved: false)), expected * 1e-12);
        var halved = 24.0 * B * S * H * H + 2.0 * B * S * S * H;
        Assert.Equal(halved, ops.Take(count).Sum(op => op.ForwardFlops(causalHalved: true)), halved * 1e-12);
    }

    [Fact]
    public void Parameters_Gpt_MatchClosedForm()
    {
        var expected = 4 * (12L * H * H + 13L * H) + 51200L * H + (long)S * H + 2L * H;
        Assert.Equal(expected, ParameterCount.Total(Gpt));
    }
}
