using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Norms and residuals of a layer worked out by hand, fused and as frameworks spell them out.</summary>
public class NormLoweringTests
{
    private static readonly OpSpec Residual = Pass(OpRole.Residual, 3 * 2 * T * H, 3 * 2 * T * H, output: 2 * T * H);

    /// <summary>
    /// Without dropout: read two, write one, each way. With it: a mask of a byte per element; bias, dropout and addition in one kernel or
    /// in two.
    /// </summary>
    [Fact]
    public void Residual_WithDropout_IsOneKernelOrTwo()
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
}
