using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>What comes after the last layer, worked out by hand: final norm, head, loss.</summary>
public class HeadLoweringTests
{
    private static OpSpec Logits(double parameters, double ofModel, int rows = V) =>
        Multiply(OpRole.Head, T, rows, H, parameters, ofModel, saved: 2 * T * H) with
        {
            ParameterClass = ParameterClass.Head,
        };

    [Fact]
    public void Head_OfItsOwn_NormMultiplyLoss() =>
        Assert.Equal(
            [
                Norm(OpRole.FinalNorm, T * H, H),
                Logits(V * H, V * H),
                // Cast up, maximum, subtraction, exponential, sum, division: 38 bytes per logit; scaled and cast back: 14; the fp32 softmax
                // is kept.
                Pass(OpRole.Loss, 38 * T * V, 14 * T * V, 4 * T * V, 4 * T, kernels: 8, backwardKernels: 4) with
                {
                    WorkspaceBytes = 4 * T * V,
                },
            ],
            Head(Llama, Options)
        );

    [Fact]
    public void Loss_Fused_WorksInPlace() =>
        Assert.Equal(
            Pass(OpRole.Loss, 2 * 2 * T * V, 2 * 2 * T * V, output: 4 * T, kernels: 2),
            Head(Llama, Options with { Fusion = Options.Fusion | KernelFusion.CrossEntropy })[^1]
        );

    /// <summary>
    /// Two metrics of the training batch: each reads the logits, writes log-probabilities and reads those, three kernels over 2 bytes.
    /// </summary>
    [Fact]
    public void Loss_WithMetrics_PassesOverTheLogitsForEach() =>
        Assert.Equal(
            Pass(OpRole.Loss, 2 * 3 * 2 * T * V, 0, kernels: 6, backwardKernels: 0),
            Head(Llama, Options with { LossMetrics = 2 })[^1]
        );

    /// <summary>
    /// A tied head counts once, with the embedding. On another stage than the embedding it is held a second time; litgpt always has weights
    /// of its own.
    /// </summary>
    [Theory]
    [InlineData(true, true, TensorRetention.None, 0, 0)]
    [InlineData(true, false, TensorRetention.None, V * H, 0)]
    [InlineData(true, true, TensorRetention.UntiedHead, V * H, 0)]
    [InlineData(false, true, TensorRetention.None, V * H, V * H)]
    [InlineData(false, false, TensorRetention.None, V * H, V * H)]
    internal void Head_Tied_HasNoWeightsBesideTheEmbedding(
        bool tied,
        bool tableOnRank,
        TensorRetention retention,
        double parameters,
        double ofModel
    ) =>
        Assert.Equal(
            Logits(parameters, ofModel),
            Assert.Single(Head(Llama with { TiedEmbeddings = tied }, Options with { Retention = retention }, tableOnRank).Of(OpRole.Head))
        );

    [Fact]
    public void Head_Bias_IsANumberPerRow()
    {
        Assert.Equal(
            Logits(VOnRank * H + VOnRank, V * H + V, VOnRank),
            Assert.Single(Head(Llama with { HeadBias = true }, Tensor).Of(OpRole.Head))
        );
        Assert.Equal(Logits(V, V), Assert.Single(Head(Llama with { HeadBias = true, TiedEmbeddings = true }, Options).Of(OpRole.Head)));
    }

    /// <summary>
    /// Rows of the vocabulary are divided; the cross-entropy then sums maximum, target and exponentials: three fp32 numbers per token.
    /// </summary>
    [Fact]
    public void TensorParallel_InTraining_DividesRowsAndSumsThreeNumbersPerToken() =>
        Assert.Equal(
            [
                Norm(OpRole.FinalNorm, T / 3 * H, H),
                Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 2 * T * H, CollectiveKind.AllGather, CollectiveKind.ReduceScatter),
                Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 2 * T * H, null, CollectiveKind.AllGather, OpTraits.BackwardOnly),
                Logits(VOnRank * H, V * H, VOnRank) with
                {
                    SavedBytes = 2 * T / 3 * H,
                },
                Pass(OpRole.Loss, 38 * T * VOnRank, 14 * T * VOnRank, 4 * T * VOnRank, 4 * T, kernels: 8, backwardKernels: 4) with
                {
                    WorkspaceBytes = 4 * T * VOnRank,
                },
                Exchange(OpRole.Loss, CollectiveScope.Tensor, 3 * 4 * T, CollectiveKind.AllReduce, null),
            ],
            Head(Llama, Tensor with { SequenceParallel = true })
        );

    [Fact]
    public void Inference_OfAnyModel_HasNoLoss() =>
        Assert.Equal([OpRole.FinalNorm, OpRole.Head], Head(Llama, Options with { Training = false }).Select(op => op.Role));

    /// <summary>An encoder ends in a norm of its own over its 20 tokens (here over two context ranks).</summary>
    [Fact]
    public void Encoder_BesideADecoder_EndsInANorm() =>
        Assert.Equal(
            [Norm(OpRole.FinalNorm, T / 2 * H, 2 * H), Norm(OpRole.FinalNorm, 20 * B / 2 * H, 2 * H)],
            Head(Gpt with { EncoderLayers = 2 }, Options with { EncoderLength = 20, Context = 2 }).Of(OpRole.FinalNorm)
        );

    /// <summary>The head stays in 16 bits where layers are multiplied in fp8 or int8.</summary>
    [Theory]
    [InlineData(NumberFormat.Fp8, NumberFormat.Bf16)]
    [InlineData(NumberFormat.Int8, NumberFormat.Bf16)]
    [InlineData(NumberFormat.Fp16, NumberFormat.Fp16)]
    [InlineData(NumberFormat.Fp32, NumberFormat.Fp32)]
    public void Head_Format_IsNeverOfEightBits(NumberFormat compute, NumberFormat head) =>
        Assert.Equal(head, Head(Llama, Options with { Compute = compute }).Of(OpRole.Head)[0].Format);

    /// <summary>Frozen: no weight gradient and no kept input, unless the head carries an adapter; A is whole, B divided.</summary>
    [Fact]
    public void Adapter_OnTheHead_KeepsItsInput()
    {
        Assert.Equal(
            (Logits(V * H, V * H) with { SavedBytes = 0 }).Frozen(),
            Assert.Single(
                Head(Llama, Options with { Adapter = new(AdapterKind.Lora, 4, AdapterTargets.AllLinear) }).Of(OpRole.Head, OpRole.Adapter)
            )
        );
        var ops = Head(Llama, Tensor with { Adapter = new(AdapterKind.Lora, 4, AdapterTargets.Head) }).Of(OpRole.Head, OpRole.Adapter);
        Assert.Equal(Logits(VOnRank * H, V * H, VOnRank).Frozen(), ops[0]);
        Assert.Equal(
            [(4, H, 4 * H, 4 * H), (VOnRank, 4, 4 * VOnRank, 4 * VOnRank * 3)],
            ops[1..3].Select(op => ((int)op.N, (int)op.K, (int)op.Parameters, (int)op.ModelParameters))
        );
        Assert.Single(
            Head(Llama, Options with { Adapter = new(AdapterKind.Prefix, 0, AdapterTargets.Head) }).Of(OpRole.Head, OpRole.Adapter)
        );
    }

    /// <summary>Lightning Fabric quantises the head, too: 4.5 bits of 101 x 30 weights are read and 16 written.</summary>
    [Fact]
    public void Quantised_HeadIsExpanded_WhereTheStackQuantisesIt()
    {
        var adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4);
        Assert.Empty(Head(Llama, Options with { Adapter = adapter }).Of(OpRole.Dequantize));
        var op = Assert.Single(
            Head(Llama, Options with { Adapter = adapter, Retention = TensorRetention.QuantizedHead }).Of(OpRole.Dequantize)
        );
        Assert.Equal((V * H * (4.5 / 8 + 2), V * H * 2), (op.ForwardBytes, op.WorkspaceBytes));
    }
}
