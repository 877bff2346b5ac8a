using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.PlainAttention;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Adapters and quantised weights of attention's projections worked out by hand.</summary>
public class AttentionAdapterLoweringTests
{
    /// <summary>An adapter on a part of the fused matrix: an A for each part, B as wide as the parts together.</summary>
    [Theory]
    [InlineData(AdapterTargets.Query, 1, 2 * D)]
    [InlineData(AdapterTargets.Key, 1, D)]
    [InlineData(AdapterTargets.Value, 1, D)]
    [InlineData(AdapterTargets.Query | AdapterTargets.Value, 2, 3 * D)]
    [InlineData(AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value, 3, 4 * D)]
    public void Lora_OnPartsOfTheFusedMatrix_IsAsWideAsThose(AdapterTargets targets, int parts, int width)
    {
        var adapters = Attention(Llama, Tensor with { Adapter = Lora(targets) }).AdapterMultiplies();
        Assert.Equal([(4 * parts, H), (width, 4)], adapters.Select(op => ((int)op.N, (int)op.K)));
        // A is whole on every rank, B divided by three.
        Assert.Equal([4 * parts * H, 4 * width * 3], adapters.Select(op => (int)op.ModelParameters));
    }

    /// <summary>The input of the three projections is kept by the first that carries an adapter, once.</summary>
    [Theory]
    [InlineData(AdapterTargets.Query | AdapterTargets.Value, new[] { 2 * T * H, 0, 0 })]
    [InlineData(AdapterTargets.Key | AdapterTargets.Value, new[] { 0, 2 * T * H, 0 })]
    [InlineData(AdapterTargets.Value, new[] { 0, 0, 2 * T * H })]
    [InlineData(AdapterTargets.FeedForward, new[] { 0, 0, 0 })]
    public void Lora_SpeltOut_FirstAdaptedProjectionKeepsTheInput(AdapterTargets targets, int[] saved)
    {
        var ops = Attention(Llama, Options with { Fusion = KernelFusion.Norm, Adapter = Lora(targets) });
        Assert.Equal(saved, ops.Of(OpRole.Query, OpRole.KeyValue).Select(op => (int)op.SavedBytes));
    }

    [Fact]
    public void Quantised_SpeltOut_OnlyTheFirstProjectionKeepsAnFp32Copy()
    {
        var adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.FeedForward, WeightQuantization.Nf4);
        var ops = Attention(
            Llama,
            Options with
            {
                Fusion = KernelFusion.Norm,
                Adapter = adapter,
                Retention = TensorRetention.QuantizedInputs | TensorRetention.SinglePrecisionQuantizedInputs,
            }
        );
        Assert.Equal(
            [4 * T * H, 0, 0, 4 * T * Q],
            ops.Of(OpRole.Query, OpRole.KeyValue, OpRole.AttentionOutput).Select(op => (int)op.SavedBytes)
        );
    }

    [Fact]
    public void Lora_OnTheOutput_DividesAWithTheInput()
    {
        var adapters = Attention(Llama, Tensor with { Adapter = Lora(AdapterTargets.Output) }).AdapterMultiplies();
        Assert.Equal([(4 * 2 * D, 4 * 2 * D * 3), (4 * H, 4 * H)], adapters.Select(op => ((int)op.Parameters, (int)op.ModelParameters)));
        Assert.DoesNotContain(Attention(Llama, Options with { Adapter = Lora(AdapterTargets.Query) }).Of(OpRole.Adapter), op => op.K == Q);
    }

    /// <summary>
    /// LLaMA-Adapter (Zhang et al. 2023): ten prompts of the hidden size in every layer and a gate per head; their result joins the core's.
    /// </summary>
    [Theory]
    [InlineData(AdapterKind.Prefix)]
    [InlineData(AdapterKind.ScaleAndBias)]
    public void Prompts_OfLlamaAdapter_AreTenPerLayerAndAGatePerHead(AdapterKind kind)
    {
        var options = Tensor with { Adapter = new AdapterSpec(kind) };
        var bytes = 2 * T * 2 * D;
        Assert.Contains(
            Pass(OpRole.Adapter, 4 * bytes, 6 * bytes, bytes, bytes, Trained | OpTraits.Auxiliary, kernels: 3, backwardKernels: 5) with
            {
                Parameters = 10 * H + 2,
                ModelParameters = 10 * H + A,
                ParameterClass = ParameterClass.Adapter,
            },
            Attention(Llama, options)
        );
        Assert.DoesNotContain(Attention(Llama, options with { Training = false }), op => op.Parameters == 10 * H + 2);
        Assert.DoesNotContain(Attention(Llama, options with { Adapter = Lora(AdapterTargets.Query) }), op => op.Parameters == 10 * H + 2);
    }
}
