using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// How a layer is put together: norms, blocks, residuals, and the exchange around them (Korthikanti et al. 2022, figures 4 and 5).
/// </summary>
public class LayerLoweringTests
{
    private static readonly OpSpec Gather = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.AllGather,
        CollectiveKind.ReduceScatter
    );
    private static readonly OpSpec GatherAgain = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        null,
        CollectiveKind.AllGather,
        OpTraits.BackwardOnly
    );
    private static readonly OpSpec Scatter = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.ReduceScatter,
        CollectiveKind.AllGather
    );
    private static readonly OpSpec Enter = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        null,
        CollectiveKind.AllReduce
    );
    private static readonly OpSpec Leave = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.AllReduce,
        null
    );
    private static readonly OpSpec Residual = Pass(OpRole.Residual, 3 * 2 * T * H, 3 * 2 * T * H, output: 2 * T * H);

    private static OpRole[] Order(ModelSpec model, in LoweringOptions options, LayerKind kind = LayerKind.Dense) =>
        [.. Layer(model, options, kind).Select(op => op.Role)];

    [Fact]
    public void Pre_OneAfterTheOther() =>
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
    public void Sandwich_NormsBothSides() =>
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

    /// <summary>Side by side behind one norm, summed before one exchange; attention keeps the input for both.</summary>
    [Fact]
    public void ParallelShared_OneNormOneExchange()
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
        var ops = Layer(model, Tensor);
        Assert.Equal((2 * T * H, 0), (ops.Of(OpRole.Qkv)[0].SavedBytes, ops.Of(OpRole.FeedForwardUp)[0].SavedBytes));
        Assert.Equal([Pass(OpRole.Residual, 3 * 2 * T * H, 0), Residual], ops.Of(OpRole.Residual));
    }

    /// <summary>A norm each: both read the residual stream, which one of them keeps; the blocks keep their own inputs.</summary>
    [Fact]
    public void ParallelSeparate_TwoNormsOneExchange()
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
        var ops = Layer(model, Options);
        Assert.Equal(
            [Norm(OpRole.AttentionNorm, T * H, H), Norm(OpRole.FeedForwardNorm, T * H, H) with { SavedBytes = 0 }],
            ops.Of(OpRole.AttentionNorm, OpRole.FeedForwardNorm)
        );
        Assert.Equal((2 * T * H, 2 * T * H), (ops.Of(OpRole.Qkv)[0].SavedBytes, ops.Of(OpRole.FeedForwardUp)[0].SavedBytes));
    }

    [Fact]
    public void CrossDecoder_AttendsToTheEncoderInBetween()
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
    public void Encoder_HasNoMask()
    {
        var ops = Layer(Llama with { EncoderLayers = 2 }, Options with { EncoderLength = 20 }, LayerKind.Encoder);
        Assert.False(ops.Of(OpRole.AttentionCore)[0].Attention.Causal);
        Assert.Equal(20 * B, ops.Of(OpRole.FeedForwardUp)[0].M);
    }

    /// <summary>Each block: an all-reduce of all tokens forward behind it, one of the gradients backward before it.</summary>
    [Fact]
    public void TensorParallel_FourAllReduces() =>
        Assert.Equal([Enter, Leave, Enter, Leave], Layer(Llama, Tensor).Of(OpRole.TensorExchange));

    /// <summary>
    /// All-gather and reduce-scatter each way, and the input gathered once more for the weight gradient, which frozen weights do not have.
    /// </summary>
    [Fact]
    public void SequenceParallel_GathersAndScatters()
    {
        var options = Tensor with { SequenceParallel = true };
        Assert.Equal([Gather, GatherAgain, Scatter, Gather, GatherAgain, Scatter], Layer(Llama, options).Of(OpRole.TensorExchange));
        var frozen = Layer(Llama, options with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.Query) });
        Assert.Equal([Gather, Scatter, Gather, Scatter], frozen.Of(OpRole.TensorExchange));
        Assert.Empty(Layer(Llama, Options with { SequenceParallel = true }).Of(OpRole.TensorExchange));
    }

    /// <summary>Inference has only what its forward pass exchanges.</summary>
    [Fact]
    public void Inference_ExchangesForwardOnly()
    {
        Assert.Equal([Leave, Leave], Layer(Llama, Tensor with { Training = false }).Of(OpRole.TensorExchange));
        var sequence = Layer(Llama, Tensor with { Training = false, SequenceParallel = true }).Of(OpRole.TensorExchange);
        var (gather, scatter) = (
            Gather with
            {
                BackwardCollective = null,
                BackwardKernels = 0,
            },
            Scatter with
            {
                BackwardCollective = null,
                BackwardKernels = 0,
            }
        );
        Assert.Equal([gather, scatter, gather, scatter], sequence);
    }

    /// <summary>
    /// Without dropout: read two, write one, each way. With it: a mask of a byte per element; bias, dropout and addition in one kernel or
    /// in two.
    /// </summary>
    [Fact]
    public void Residual_DropoutFusedOrNot()
    {
        Assert.Equal([Residual, Residual], Layer(Llama, Options).Of(OpRole.Residual, OpRole.Dropout));
        const int elements = T * H;
        var fused = Pass(OpRole.Dropout, 7 * elements, 11 * elements, elements, 2 * elements, backwardKernels: 2);
        Assert.Equal([fused, fused], Layer(Llama, Options with { Dropout = true }).Of(OpRole.Residual, OpRole.Dropout));
        var alone = Pass(OpRole.Dropout, 5 * elements, 5 * elements, elements, 2 * elements);
        Assert.Equal(
            [alone, Residual, alone, Residual],
            Layer(Llama, Options with { Dropout = true, Fusion = KernelFusion.Norm }).Of(OpRole.Residual, OpRole.Dropout)
        );
    }

    [Fact]
    public void Residual_SequenceParallel_IsOfAShare() =>
        Assert.Equal(
            Pass(OpRole.Dropout, 7 * T / 3 * H, 11 * T / 3 * H, T / 3 * H, 2 * T / 3 * H, backwardKernels: 2),
            Layer(Llama, Tensor with { SequenceParallel = true, Dropout = true }).Of(OpRole.Dropout)[0]
        );

    /// <summary>
    /// Engines add the residual in the norm's kernel: it reads and writes both streams, and no pass of its own remains. Norms of queries
    /// and keys have no residual.
    /// </summary>
    [Fact]
    public void Inference_ResidualNorm_IsOneKernel()
    {
        var model = Llama with { Attention = Llama.Attention with { QkNorm = QkNormKind.PerHead } };
        var options = Options with { Training = false, Fusion = Options.Fusion | KernelFusion.ResidualNorm };
        var ops = Layer(model, options);
        Assert.Empty(ops.Of(OpRole.Residual));
        Assert.Equal(
            [4 * 2 * T * H, 2 * 2 * T * A * D, 2 * 2 * T * G * D, 4 * 2 * T * H],
            ops.Of(OpRole.AttentionNorm, OpRole.QkNorm, OpRole.FeedForwardNorm).Select(op => (int)op.ForwardBytes)
        );
        Assert.Equal(
            [Residual, Residual],
            Layer(Llama, Options with { Fusion = Options.Fusion | KernelFusion.ResidualNorm }).Of(OpRole.Residual)
        );
    }

    /// <summary>LayerNorm has a weight and a bias; MPT's and RMSNorm a weight.</summary>
    [Theory]
    [InlineData(NormKind.LayerNorm, 2 * H)]
    [InlineData(NormKind.LayerNormNoBias, H)]
    [InlineData(NormKind.RmsNorm, H)]
    public void Norm_Fused_ReadsAndWrites(NormKind kind, int parameters) =>
        Assert.Equal(
            [Norm(OpRole.AttentionNorm, T * H, parameters), Norm(OpRole.FeedForwardNorm, T * H, parameters)],
            Layer(Llama with { Norm = kind }, Options).Of(OpRole.AttentionNorm, OpRole.FeedForwardNorm)
        );

    /// <summary>
    /// RMSNorm as frameworks spell it out: 34 bytes per element in six kernels, 58 in ten backward; the fp32 copy is kept, and the
    /// normalised 16-bit one for the weight's gradient. LayerNorm is never spelt out.
    /// </summary>
    [Fact]
    public void Norm_SpeltOut_WorksInFp32()
    {
        var unfused = Options with { Fusion = KernelFusion.None };
        const int elements = T * H;
        var expected = Norm(OpRole.AttentionNorm, elements, H) with
        {
            ForwardBytes = 34 * elements,
            BackwardBytes = 58 * elements,
            SavedBytes = 6 * elements,
            WorkspaceBytes = 4 * elements,
            ForwardKernels = 6,
            BackwardKernels = 10,
        };
        Assert.Equal(expected, Layer(Llama, unfused)[0]);
        Assert.Equal(
            expected with
            {
                Flags = OpTraits.DataGradient,
                SavedBytes = 4 * elements,
            },
            Layer(Llama, unfused with { Adapter = new(AdapterKind.Lora, 4, AdapterTargets.Query) })[0]
        );
        Assert.Equal(6 * elements, Layer(Llama, unfused with { Adapter = new(AdapterKind.ScaleAndBias) })[0].SavedBytes);
        Assert.Equal(6 * elements, Layer(Llama with { NormPlacement = NormPlacement.ParallelSeparate }, unfused)[1].SavedBytes);
        Assert.Equal(
            expected with
            {
                Flags = OpTraits.None,
                BackwardBytes = 0,
                SavedBytes = 0,
            },
            Layer(Llama, unfused with { Training = false })[0]
        );
        Assert.Equal(Norm(OpRole.AttentionNorm, elements, 2 * H), Layer(Gpt, unfused)[0]);
    }

    [Fact]
    public void Norm_FrozenOrInferred_HasNoWeightGradient()
    {
        var norm = Norm(OpRole.AttentionNorm, T * H, H);
        Assert.Equal(norm.Frozen(), Layer(Llama, Options with { Adapter = new(AdapterKind.Lora, 4, AdapterTargets.Query) })[0]);
        Assert.Equal(
            norm.Frozen() with
            {
                Flags = OpTraits.None,
                BackwardBytes = 0,
                SavedBytes = 0,
            },
            Layer(Llama, Options with { Training = false })[0]
        );
    }

    /// <summary>What FLOPs are counted from: the same multiplies, no memory-bound work; exchanges stay.</summary>
    [Fact]
    public void MultipliesOnly_LeavesMemoryBoundWorkOut()
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
