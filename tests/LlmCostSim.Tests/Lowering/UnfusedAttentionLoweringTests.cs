using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.PlainAttention;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Attention whose scores are stored (Korthikanti et al. 2022, section 4.1) worked out by hand.</summary>
public class UnfusedAttentionLoweringTests
{
    /// <summary>Numbers in all score matrices.</summary>
    private const int Scores = B * A * S * S;

    /// <summary>One of the two batched products, both of whose operands are activations.</summary>
    private static OpSpec Product(OpRole role, int n, int k, double saved, double output) =>
        Multiply(role, S, n, k, 0, 0) with
        {
            Flags = OpTraits.AttentionCore | OpTraits.DataGradient | OpTraits.WeightGradient,
            Count = B * A,
            Attention = new AttentionShape(B, S, 0, A, G, D, D),
            SavedBytes = saved,
            KeptBytes = saved,
            OutputBytes = output,
        };

    /// <summary>
    /// Korthikanti et al. 2022, section 4.1: scores of 12 x 12 per head are stored, so are softmax, mask and dropped scores; queries, keys
    /// and values remain under selective recomputation.
    /// </summary>
    [Fact]
    public void Training_Unfused_StoresTheScores()
    {
        var ops = Attention(Llama, Options with { Attention = AttentionImplementation.Unfused, Dropout = true });
        Assert.Equal(
            [
                Product(OpRole.AttentionScores, S, D, saved: 2 * T * (Q + KV), output: 2 * Scores),
                Pass(
                    OpRole.AttentionSoftmax,
                    2 * 2 * Scores,
                    3 * 2 * Scores,
                    2 * Scores,
                    2 * Scores,
                    OpTraits.AttentionCore | OpTraits.DataGradient
                ),
                Pass(
                    OpRole.AttentionDropout,
                    5 * Scores,
                    5 * Scores,
                    3 * Scores,
                    2 * Scores,
                    OpTraits.AttentionCore | OpTraits.DataGradient
                ),
                Product(OpRole.AttentionContext, D, S, saved: 2 * T * KV, output: 2 * T * Q),
                Multiply(OpRole.AttentionOutput, T, H, Q, H * Q, H * Q, saved: 2 * T * Q),
            ],
            ops.Of(
                OpRole.AttentionScores,
                OpRole.AttentionSoftmax,
                OpRole.AttentionDropout,
                OpRole.AttentionContext,
                OpRole.AttentionOutput
            )
        );
    }

    [Fact]
    public void Training_WithoutDropout_DropsNoScores() =>
        Assert.Empty(Attention(Llama, Options with { Attention = AttentionImplementation.Unfused }).Of(OpRole.AttentionDropout));

    /// <summary>
    /// Spelt out: scale (4 bytes), mask (4), cast up (6), softmax in fp32 (8 less what the cast writes …): 6E + 8 = 20 bytes forward in
    /// four kernels, 5E + 8 = 18 backward in three.
    /// </summary>
    [Fact]
    public void Softmax_SpeltOut_MovesTwentyBytesPerScore()
    {
        var softmax = Attention(Llama, Options with { Attention = AttentionImplementation.Unfused, Fusion = KernelFusion.Norm })
            .Of(OpRole.AttentionSoftmax)[0];
        Assert.Equal(
            Pass(
                OpRole.AttentionSoftmax,
                20 * Scores,
                18 * Scores,
                2 * Scores,
                2 * Scores,
                OpTraits.AttentionCore | OpTraits.DataGradient,
                kernels: 4,
                backwardKernels: 3
            ),
            softmax
        );
    }

    [Fact]
    public void Inference_WithACache_ScoresAllKeys()
    {
        var ops = Attention(Llama, Options with { Attention = AttentionImplementation.Unfused, Training = false, PastLength = 8 });
        Assert.Equal((S + 8, D), (ops.Of(OpRole.AttentionScores)[0].N, ops.Of(OpRole.AttentionScores)[0].K));
        Assert.Equal((D, S + 8), (ops.Of(OpRole.AttentionContext)[0].N, ops.Of(OpRole.AttentionContext)[0].K));
        Assert.Equal(4 * B * A * S * (S + 8), ops.Of(OpRole.AttentionSoftmax)[0].ForwardBytes);
        Assert.All(ops, op => Assert.Equal((0, 0), (op.SavedBytes, op.KeptBytes)));
        Assert.Equal(OpTraits.AttentionCore, ops.Of(OpRole.AttentionScores)[0].Flags);
    }
}
