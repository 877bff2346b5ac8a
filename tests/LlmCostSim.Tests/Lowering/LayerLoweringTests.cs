using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>How a layer is put together: norms, blocks, residuals in their order, and what reaches all of them.</summary>
public class LayerLoweringTests
{
    private static OpRole[] Order(ModelSpec model, in LoweringOptions options, LayerKind kind = LayerKind.Dense) =>
        [.. Layer(model, options, kind).Select(op => op.Role)];

    [Fact]
    public void Order_OfPreNorm_IsOneBlockAfterTheOther() =>
        Assert.Equal(
            [
                OpRole.AttentionNorm,
                OpRole.TensorExchange,
                OpRole.Qkv,
                OpRole.Rope,
                OpRole.AttentionCore,
                OpRole.AttentionOutput,
                OpRole.TensorExchange,
                OpRole.Residual,
                OpRole.FeedForwardNorm,
                OpRole.TensorExchange,
                OpRole.FeedForwardUp,
                OpRole.Activation,
                OpRole.FeedForwardDown,
                OpRole.TensorExchange,
                OpRole.Residual,
            ],
            Order(Llama, Tensor)
        );

    [Fact]
    public void Order_OfSandwichNorm_NormsBothSides() =>
        Assert.Equal(
            [
                OpRole.AttentionNorm,
                OpRole.Qkv,
                OpRole.Rope,
                OpRole.AttentionCore,
                OpRole.AttentionOutput,
                OpRole.AttentionNorm,
                OpRole.Residual,
                OpRole.FeedForwardNorm,
                OpRole.FeedForwardUp,
                OpRole.Activation,
                OpRole.FeedForwardDown,
                OpRole.FeedForwardNorm,
                OpRole.Residual,
            ],
            Order(Llama with { NormPlacement = NormPlacement.Sandwich }, Options)
        );

    /// <summary>Side by side behind one norm, summed before one exchange.</summary>
    [Fact]
    public void Order_OfParallelBlocksWithASharedNorm_IsOneNormAndOneExchange()
    {
        var model = Llama with { NormPlacement = NormPlacement.ParallelShared };
        Assert.Equal(
            [
                OpRole.AttentionNorm,
                OpRole.TensorExchange,
                OpRole.Qkv,
                OpRole.Rope,
                OpRole.AttentionCore,
                OpRole.AttentionOutput,
                OpRole.FeedForwardUp,
                OpRole.Activation,
                OpRole.FeedForwardDown,
                OpRole.Residual,
                OpRole.TensorExchange,
                OpRole.Residual,
            ],
            Order(model, Tensor)
        );
    }

    /// <summary>Side by side behind one norm, summed before one exchange; attention keeps the input for both.</summary>
    [Fact]
    public void ParallelBlocks_WithASharedNorm_KeepTheirInputOnce()
    {
        var ops = Layer(Llama with { NormPlacement = NormPlacement.ParallelShared }, Tensor);
        Assert.Equal((2 * T * H, 0), (ops.Of(OpRole.Qkv)[0].SavedBytes, ops.Of(OpRole.FeedForwardUp)[0].SavedBytes));
        Assert.Equal(
            [Pass(OpRole.Residual, 3 * 2 * T * H, 0), Pass(OpRole.Residual, 3 * 2 * T * H, 3 * 2 * T * H, output: 2 * T * H)],
            ops.Of(OpRole.Residual)
        );
    }

    /// <summary>Experts beside attention, behind the same norm or one of their own, are those of a block behind it.</summary>
    [Theory]
    [InlineData(NormPlacement.ParallelShared)]
    [InlineData(NormPlacement.ParallelSeparate)]
    public void ParallelBlocks_OfAMixture_HaveItsExperts(NormPlacement placement)
    {
        static OpSpec[] Experts(ModelSpec model) =>
            Layer(model, Options, LayerKind.Mixture)
                .Of(OpRole.Router, OpRole.Permute, OpRole.ExpertExchange, OpRole.FeedForwardUp, OpRole.Activation, OpRole.FeedForwardDown);

        var model = Llama with { Mixture = Small.Mixture };
        Assert.Contains(Experts(model), static op => op.ParameterClass == ParameterClass.Expert);
        Assert.Equal(Experts(model), Experts(model with { NormPlacement = placement }));
    }

    /// <summary>A norm each, summed before one exchange.</summary>
    [Fact]
    public void Order_OfParallelBlocksWithTheirOwnNorms_IsTwoNormsAndOneExchange()
    {
        var model = Llama with { NormPlacement = NormPlacement.ParallelSeparate };
        Assert.Equal(
            [
                OpRole.AttentionNorm,
                OpRole.FeedForwardNorm,
                OpRole.Qkv,
                OpRole.Rope,
                OpRole.AttentionCore,
                OpRole.AttentionOutput,
                OpRole.FeedForwardUp,
                OpRole.Activation,
                OpRole.FeedForwardDown,
                OpRole.Residual,
                OpRole.Residual,
            ],
            Order(model, Options)
        );
    }

    /// <summary>A norm each: both read the residual stream, which one of them keeps; the blocks keep their own inputs.</summary>
    [Fact]
    public void ParallelBlocks_WithTheirOwnNorms_KeepAnInputEach()
    {
        var ops = Layer(Llama with { NormPlacement = NormPlacement.ParallelSeparate }, Options);
        Assert.Equal(
            [Norm(OpRole.AttentionNorm, T * H, H), Norm(OpRole.FeedForwardNorm, T * H, H) with { SavedBytes = 0 }],
            ops.Of(OpRole.AttentionNorm, OpRole.FeedForwardNorm)
        );
        Assert.Equal((2 * T * H, 2 * T * H), (ops.Of(OpRole.Qkv)[0].SavedBytes, ops.Of(OpRole.FeedForwardUp)[0].SavedBytes));
    }

    [Fact]
    public void Order_OfADecoderBesideAnEncoder_AttendsToItInBetween()
    {
        var ops = Layer(Llama with { EncoderLayers = 2 }, Tensor with { EncoderLength = 20 }, LayerKind.CrossDecoder);
        Assert.Equal(
            [
                OpRole.AttentionNorm,
                OpRole.TensorExchange,
                OpRole.Query,
                OpRole.KeyValue,
                OpRole.AttentionCore,
                OpRole.AttentionOutput,
                OpRole.TensorExchange,
                OpRole.Residual,
            ],
            ops[8..16].Select(op => op.Role)
        );
        Assert.Equal(23, ops.Length);
        Assert.Equal(6, ops.Of(OpRole.TensorExchange).Length);
    }

    [Fact]
    public void Encoder_OfAnyLength_HasNoMask()
    {
        var ops = Layer(Llama with { EncoderLayers = 2 }, Options with { EncoderLength = 20 }, LayerKind.Encoder);
        Assert.False(ops.Of(OpRole.AttentionCore)[0].Attention.Causal);
        Assert.Equal(20 * B, ops.Of(OpRole.FeedForwardUp)[0].M);
    }

    /// <summary>What FLOPs are counted from: the same multiplies, no memory-bound work; exchanges stay.</summary>
    [Fact]
    public void MultipliesOnly_OfALayer_LeavesMemoryBoundWorkOut()
    {
        var options = Tensor with { MultipliesOnly = true, Dropout = true };
        Assert.Equal(Layer(Gpt, Tensor with { Dropout = true }).Where(op => op.Kind != OpKind.Elementwise), Layer(Gpt, options));
    }

    /// <summary>Four-byte activations double every byte count that is not of ids, masks or fp32 scores.</summary>
    [Fact]
    public void ActivationBytes_Fp32_DoublesTraffic()
    {
        var wide = Layer(Llama, Tensor with { ActivationBytes = 4 });
        var narrow = Layer(Llama, Tensor);
        for (var i = 0; i < wide.Length; i++)
        {
            Assert.Equal(2 * narrow[i].ForwardBytes, wide[i].ForwardBytes);
            Assert.Equal(2 * narrow[i].CollectiveBytes, wide[i].CollectiveBytes);
            Assert.Equal(2 * narrow[i].OutputBytes, wide[i].OutputBytes);
        }
    }
}
