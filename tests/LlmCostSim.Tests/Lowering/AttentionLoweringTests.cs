using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.PlainAttention;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Attention with plain heads worked out by hand: projections, positions, the fused core, the output.</summary>
public class AttentionLoweringTests
{
    [Fact]
    public void GroupedQuery_Fused_IsOneProjection() =>
        Assert.Equal(
            [
                Multiply(OpRole.Qkv, T, Q + 2 * KV, H, (Q + 2 * KV) * H, (Q + 2 * KV) * H, saved: 2 * T * H),
                // Queries and keys are rotated: read, write.
                Pass(OpRole.Rope, 2 * 2 * T * (Q + KV), 2 * 2 * T * (Q + KV), output: 2 * T * (Q + KV)),
                Core(new AttentionShape(B, S, 0, A, G, D, D)),
                // The core keeps its result, which is this multiply's input.
                Multiply(OpRole.AttentionOutput, T, H, Q, H * Q, H * Q),
            ],
            Attention(Llama, Options)
        );

    [Fact]
    public void GroupedQuery_SpeltOut_IsThreeProjectionsThatShareTheirInput() =>
        Assert.Equal(
            [
                Multiply(OpRole.Query, T, Q, H, Q * H, Q * H, saved: 2 * T * H),
                Multiply(OpRole.KeyValue, T, KV, H, KV * H, KV * H),
                Multiply(OpRole.KeyValue, T, KV, H, KV * H, KV * H),
                // Halves are turned round (2 passes), two products (3 each with their tables' operand left out: 2 reads, 1 write … 9 in
                // all), five kernels for queries and for keys.
                Pass(OpRole.Rope, 9 * 2 * T * (Q + KV), 9 * 2 * T * (Q + KV), output: 2 * T * (Q + KV), kernels: 10, backwardKernels: 10),
                Core(new AttentionShape(B, S, 0, A, G, D, D)),
                Multiply(OpRole.AttentionOutput, T, H, Q, H * Q, H * Q),
            ],
            Attention(Llama, Options with { Fusion = KernelFusion.Norm })
        );

    /// <summary>
    /// Two query heads and one key-value head on each of three ranks; biases are divided with the channels of the projection, and whole for
    /// the output.
    /// </summary>
    [Fact]
    public void TensorParallel_EvenHeads_DividesHeadsAndBiases()
    {
        var biased = Llama with { Attention = Llama.Attention with { QkvBias = true, OutputBias = true } };
        var ops = Attention(biased, Tensor);
        const int width = (2 + 2 * 1) * D,
            whole = Q + 2 * KV;
        Assert.Equal(
            [
                Multiply(OpRole.Qkv, T, width, H, width * H + width, whole * H + whole, saved: 2 * T * H),
                Pass(OpRole.Qkv, 0, 2 * T * width, flags: OpTraits.BackwardOnly | OpTraits.DataGradient, kernels: 0),
                Pass(OpRole.Rope, 2 * 2 * T * 3 * D, 2 * 2 * T * 3 * D, output: 2 * T * 3 * D),
                Core(new AttentionShape(B, S, 0, 2, 1, D, D)),
                Multiply(OpRole.AttentionOutput, T, H, 2 * D, H * 2 * D + H, H * Q + H),
                Pass(OpRole.AttentionOutput, 0, 2 * T * H, flags: OpTraits.BackwardOnly | OpTraits.DataGradient, kernels: 0),
            ],
            ops
        );
        Assert.Equal(
            [(2 * D * H + 2 * D, Q * H + Q), (D * H + D, KV * H + KV), (D * H + D, KV * H + KV)],
            Attention(biased, Tensor with { Fusion = KernelFusion.Norm })
                .Of(OpRole.Query, OpRole.KeyValue)
                .Where(op => op.Kind == OpKind.Gemm)
                .Select(op => ((int)op.Parameters, (int)op.ModelParameters))
        );
    }

    /// <summary>Seven heads on three ranks are three on the first: padding is on the rank, not in the model.</summary>
    [Fact]
    public void TensorParallel_UnevenHeads_RoundsUp()
    {
        var model = Llama with { Attention = Llama.Attention with { Heads = 7, KeyValueHeads = 7 } };
        var ops = Attention(model, Tensor);
        Assert.Equal((9 * D, 9 * D * H, 21 * D * H), (ops[0].N, ops[0].Parameters, ops[0].ModelParameters));
        Assert.Equal((3 * D, 3 * D * H, 7 * D * H), (ops[^1].K, ops[^1].Parameters, ops[^1].ModelParameters));
    }

    [Fact]
    public void SequenceParallel_FusedOrNot_KeepsAShareOfTheInput()
    {
        Assert.Equal(2 * T / 3 * H, Attention(Llama, Tensor with { SequenceParallel = true })[0].SavedBytes);
        Assert.Equal(2 * T / 3 * H, Attention(Llama, Tensor with { SequenceParallel = true, Fusion = KernelFusion.Norm })[0].SavedBytes);
    }

    [Theory]
    [InlineData(PositionKind.Alibi)]
    [InlineData(PositionKind.Learned)]
    public void Positions_OtherThanRope_RotateNothing(PositionKind positions) =>
        Assert.Empty(Attention(Llama with { Positions = positions }, Options).Of(OpRole.Rope));

    /// <summary>
    /// A weight per channel of a head, once for queries and once for keys (Qwen3), or per channel of all heads (MiniMax-M2), which tensor
    /// ranks do not divide.
    /// </summary>
    [Fact]
    public void QueryKeyNorm_PerHeadOrOfAll_HasItsOwnWeights()
    {
        var perHead = Llama with { Attention = Llama.Attention with { QkNorm = QkNormKind.PerHead } };
        Assert.Equal([Norm(OpRole.QkNorm, T * Q, D), Norm(OpRole.QkNorm, T * KV, D)], Attention(perHead, Options).Of(OpRole.QkNorm));
        Assert.Equal([Norm(OpRole.QkNorm, T * 2 * D, D), Norm(OpRole.QkNorm, T * D, D)], Attention(perHead, Tensor).Of(OpRole.QkNorm));
        var all = Llama with { Attention = Llama.Attention with { QkNorm = QkNormKind.AllHeads } };
        Assert.Equal([Norm(OpRole.QkNorm, T * Q, Q), Norm(OpRole.QkNorm, T * KV, KV)], Attention(all, Options).Of(OpRole.QkNorm));
        Assert.Empty(Attention(Llama, Options).Of(OpRole.QkNorm));
    }

    /// <summary>Inference: keys and values are read and written into the cache; nothing is kept for a backward pass.</summary>
    [Fact]
    public void Inference_WithKeysAndValues_WritesTheCache()
    {
        var ops = Attention(Llama, Options with { Training = false });
        Assert.Equal(Pass(OpRole.CacheWrite, 2 * 2 * T * 2 * KV, 0, flags: OpTraits.None), Assert.Single(ops.Of(OpRole.CacheWrite)));
        Assert.All(ops, op => Assert.Equal((0, 0, 0), (op.SavedBytes, op.KeptBytes, op.BackwardBytes)));
        Assert.Equal(OpTraits.AttentionCore, ops.Of(OpRole.AttentionCore)[0].Flags);
        Assert.Empty(Attention(Llama, Options).Of(OpRole.CacheWrite));
    }

    /// <summary>
    /// Copies of keys and values for every query head (litgpt, torchtune …), and the fused matrix kept beside the rotated queries and keys
    /// (Megatron-LM), each in elements per token. With one key-value head copies are views.
    /// </summary>
    [Theory]
    [InlineData(TensorRetention.None, G, KV + KV)]
    [InlineData(TensorRetention.ExpandedKeyValues, G, Q + Q)]
    [InlineData(TensorRetention.QkvStorage, G, KV + Q + 2 * KV)]
    [InlineData(TensorRetention.QkvStorage | TensorRetention.ExpandedKeyValues, G, Q + Q)]
    [InlineData(TensorRetention.QkvStorage | TensorRetention.ExpandedKeyValues, 1, Q + Q + 2 * D)]
    [InlineData(TensorRetention.QkvStorage | TensorRetention.ExpandedKeyValues, A, Q + 3 * Q)]
    internal void Core_OfAFramework_KeepsKeysAndValuesAsThatDoes(TensorRetention retention, int keyValueHeads, int elements)
    {
        var model = Llama with { Attention = Llama.Attention with { KeyValueHeads = keyValueHeads } };
        var core = Attention(model, Options with { Retention = retention }).Of(OpRole.AttentionCore)[0];
        Assert.Equal(E * T * (2 * Q + elements), core.KeptBytes);
        Assert.Equal(core.KeptBytes + 4 * T * A, core.SavedBytes);
    }
}
