using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// Feed-forward blocks worked out by hand: two matrices (Vaswani et al. 2017) or three (Shazeer 2020), divided over columns, then rows
/// (Shoeybi et al. 2019).
/// </summary>
public class FeedForwardLoweringTests
{
    /// <summary>46 inner channels over three ranks: 16 on each, the last one padded.</summary>
    private const int OnRank = 16;

    private const KernelFusion Norms = KernelFusion.Norm;

    private static readonly AdapterSpec Lora = new(AdapterKind.Lora, 4, AdapterTargets.FeedForward);

    private static OpSpec[] Write(ModelSpec model, in LoweringOptions options) =>
        Layer(model, options).Of(OpRole.FeedForwardUp, OpRole.Activation, OpRole.FeedForwardDown, OpRole.Adapter);

    [Fact]
    public void Gelu_WithBiases_TwoMatricesAndOneActivation() =>
        Assert.Equal(
            [
                Multiply(OpRole.FeedForwardUp, T, F, H, F * H + F, F * H + F, saved: 2 * T * H),
                Pass(OpRole.FeedForwardUp, 0, 2 * T * F, flags: OpTraits.BackwardOnly | OpTraits.DataGradient, kernels: 0),
                Pass(OpRole.Activation, 2 * 2 * T * F, 3 * 2 * T * F, 2 * T * F, 2 * T * F),
                Multiply(OpRole.FeedForwardDown, T, H, F, H * F + H, H * F + H, saved: 2 * T * F),
                Pass(OpRole.FeedForwardDown, 0, 2 * T * H, flags: OpTraits.BackwardOnly | OpTraits.DataGradient, kernels: 0),
            ],
            Write(Gpt, Options)
        );

    [Fact]
    public void SwiGlu_Fused_GateAndUpAreOneMultiply() =>
        Assert.Equal(
            [
                Multiply(OpRole.FeedForwardUp, T, 2 * F, H, 2 * F * H, 2 * F * H, saved: 2 * T * H),
                // Read gate and up, write the product; backward read both and the gradient, write two; both are kept.
                Pass(OpRole.Activation, 3 * 2 * T * F, 5 * 2 * T * F, 2 * 2 * T * F, 2 * T * F),
                Multiply(OpRole.FeedForwardDown, T, H, F, H * F, H * F, saved: 2 * T * F),
            ],
            Write(Llama, Options)
        );

    [Fact]
    public void SwiGlu_SpeltOut_IsThreeMultipliesAndTwoKernels() =>
        Assert.Equal(
            [
                Multiply(OpRole.FeedForwardUp, T, F, H, F * H, F * H, saved: 2 * T * H),
                Multiply(OpRole.FeedForwardUp, T, F, H, F * H, F * H),
                // SiLU reads and writes, the product reads two and writes; backward three for SiLU, six for the product; the activated gate
                // is kept, too.
                Pass(OpRole.Activation, 5 * 2 * T * F, 9 * 2 * T * F, 3 * 2 * T * F, 2 * T * F, kernels: 2, backwardKernels: 3),
                Multiply(OpRole.FeedForwardDown, T, H, F, H * F, H * F, saved: 2 * T * F),
            ],
            Write(Llama, Options with { Fusion = Norms })
        );

    [Fact]
    public void Gelu_Unfused_AddsTheBiasInAPassOfItsOwn()
    {
        var expected = Pass(OpRole.Activation, 4 * 2 * T * F, 3 * 2 * T * F, 2 * T * F, 2 * T * F, kernels: 2);
        Assert.Equal(expected, Assert.Single(Write(Gpt, Options with { Fusion = Norms }).Of(OpRole.Activation)));
        Assert.Equal(
            expected with
            {
                ForwardBytes = 2 * 2 * T * F,
                ForwardKernels = 1,
            },
            Assert.Single(Write(Gpt with { FeedForwardBias = false }, Options with { Fusion = Norms }).Of(OpRole.Activation))
        );
    }

    /// <summary>Where a ReLU's result is positive its input was: the down projection keeps the result anyway.</summary>
    [Fact]
    public void Relu_InTraining_KeepsNothingOfItsOwn() =>
        Assert.Equal(0, Write(Gpt with { FeedForward = FeedForwardKind.Relu }, Options).Of(OpRole.Activation)[0].SavedBytes);

    [Fact]
    public void TensorParallel_InTraining_DividesInnerChannelsAndKeepsTheWholeInput()
    {
        var ops = Write(Gpt, Tensor);
        Assert.Equal(Multiply(OpRole.FeedForwardUp, T, OnRank, H, OnRank * H + OnRank, F * H + F, saved: 2 * T * H), ops[0]);
        Assert.Equal(Pass(OpRole.Activation, 2 * 2 * T * OnRank, 3 * 2 * T * OnRank, 2 * T * OnRank, 2 * T * OnRank), ops[2]);
        Assert.Equal(Multiply(OpRole.FeedForwardDown, T, H, OnRank, H * OnRank + H, H * F + H, saved: 2 * T * OnRank), ops[3]);
    }

    [Fact]
    public void SequenceParallel_InTraining_KeepsAShareOfTheInput() =>
        Assert.Equal(2 * T / 3 * H, Write(Llama, Tensor with { SequenceParallel = true })[0].SavedBytes);

    /// <summary>
    /// Gate and up have an A each, down has one; B of gate and up is divided with their channels, A of down with its input.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lora_OnThreeMatrices_HasThreePairs(bool fused)
    {
        var adapters = Write(Llama, Tensor with { Adapter = Lora, Fusion = fused ? Options.Fusion : Norms }).AdapterMultiplies();
        Assert.Equal(fused ? 4 : 6, adapters.Length);
        Assert.Equal(4 * (2 * (H + OnRank) + OnRank + H), adapters.Sum(op => op.Parameters));
        Assert.Equal(4 * (2 * (H + OnRank * 3) + OnRank * 3 + H), adapters.Sum(op => op.ModelParameters));
    }

    [Fact]
    public void Lora_OnAttention_LeavesFeedForwardAlone()
    {
        var options = Options with { Adapter = Lora with { Targets = AdapterTargets.Query } };
        Assert.Equal(
            [
                Multiply(OpRole.FeedForwardUp, T, 2 * F, H, 2 * F * H, 2 * F * H).Frozen(),
                Pass(OpRole.Activation, 3 * 2 * T * F, 5 * 2 * T * F, 2 * 2 * T * F, 2 * T * F),
                Multiply(OpRole.FeedForwardDown, T, H, F, H * F, H * F).Frozen(),
            ],
            Layer(Llama, options).Of(OpRole.FeedForwardUp, OpRole.Activation, OpRole.FeedForwardDown)
        );
    }

    /// <summary>Spelt out, gate and up share their input: only the first keeps the fp32 copy of a quantised layer.</summary>
    [Fact]
    public void Quantised_SpeltOut_KeepsOneCopyOfTheSharedInput()
    {
        var options = Options with
        {
            Fusion = Norms,
            Adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.Query, WeightQuantization.Nf4),
            Retention = TensorRetention.QuantizedInputs | TensorRetention.SinglePrecisionQuantizedInputs,
        };
        Assert.Equal([4 * T * H, 0], Layer(Llama, options).Of(OpRole.FeedForwardUp).Select(op => op.SavedBytes));
        Assert.Equal([4 * T * F], Layer(Llama, options).Of(OpRole.FeedForwardDown).Select(op => op.SavedBytes));
    }
}
