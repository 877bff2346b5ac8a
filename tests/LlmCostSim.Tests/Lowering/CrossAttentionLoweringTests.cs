using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.PlainAttention;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>A decoder's attention to an encoder's 20 tokens worked out by hand.</summary>
public class CrossAttentionLoweringTests
{
    /// <summary>
    /// T5's decoder attends to 20 encoder tokens: queries from the decoder, keys and values from the encoder's result, no mask.
    /// </summary>
    [Fact]
    public void Training_OneRank_TakesKeysOfTheEncoder()
    {
        const int encoder = 20 * B;
        var model = Llama with { EncoderLayers = 2 };
        var ops = Layer(model, Options with { EncoderLength = 20 }, LayerKind.CrossDecoder);
        Assert.Equal(
            [
                Multiply(OpRole.Query, T, Q, H, Q * H, Q * H, saved: 2 * T * H),
                Multiply(OpRole.KeyValue, encoder, 2 * KV, H, 2 * KV * H, 2 * KV * H, saved: 2 * encoder * H),
                Core(new AttentionShape(B, S, 20 - S, A, G, D, D, Causal: false)),
                Multiply(OpRole.AttentionOutput, T, H, Q, H * Q, H * Q),
            ],
            // The decoder's own attention comes before it.
            [.. ops.Of(OpRole.Query, OpRole.KeyValue), ops.Of(OpRole.AttentionCore)[1], ops.Of(OpRole.AttentionOutput)[1]]
        );
        Assert.True(ops.Of(OpRole.AttentionCore)[0].Attention.Causal);
    }

    /// <summary>An adapter of keys or of values works on the encoder's 20 tokens, too; one of queries does not.</summary>
    [Theory]
    [InlineData(AdapterTargets.Key, true)]
    [InlineData(AdapterTargets.Value, true)]
    [InlineData(AdapterTargets.Query, false)]
    public void Adapter_OfKeysOrValues_WorksOnTheEncodersTokens(AdapterTargets targets, bool encoded) =>
        Assert.Equal(
            encoded,
            Layer(
                    Llama with
                    {
                        EncoderLayers = 2,
                    },
                    Options with
                    {
                        EncoderLength = 20,
                        Adapter = new(AdapterKind.Lora, 4, targets),
                    },
                    LayerKind.CrossDecoder
                )
                .Of(OpRole.Adapter)
                .Any(static op => op.M == 20 * B)
        );

    /// <summary>On two context and three tensor ranks each, a rank has half of both lengths and a third of the heads.</summary>
    [Fact]
    public void Training_DividedOverRanks_HasAShareOfTokensAndHeads()
    {
        var options = Tensor with { EncoderLength = 20, Context = 2, SequenceParallel = true };
        var ops = Layer(Llama with { EncoderLayers = 2 }, options, LayerKind.CrossDecoder);
        Assert.Equal(
            [
                Multiply(OpRole.Query, T / 2, 2 * D, H, 2 * D * H, Q * H, saved: 2 * T / 2 / 3 * H),
                Multiply(OpRole.KeyValue, 20, 2 * D, H, 2 * D * H, 2 * KV * H, saved: 2 * 20 * H),
            ],
            ops.Of(OpRole.Query, OpRole.KeyValue)
        );
        Assert.Equal(new AttentionShape(B, 6, 14, 2, 1, D, D, Causal: false), ops.Of(OpRole.AttentionCore)[1].Attention);
    }

    /// <summary>While generating, the encoder's keys and values are in the cache; before the first token they are computed.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 0)]
    public void Inference_Generating_HasTheEncodersKeysAlready(int past, int projections)
    {
        var ops = Layer(
            Llama with
            {
                EncoderLayers = 2,
            },
            Options with
            {
                EncoderLength = 20,
                PastLength = past,
                Training = false,
            },
            LayerKind.CrossDecoder
        );
        Assert.Equal(projections, ops.Of(OpRole.KeyValue).Length);
    }
}
