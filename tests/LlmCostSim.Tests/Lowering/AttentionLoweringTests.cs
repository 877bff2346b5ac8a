using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Attention with plain heads worked out by hand: projections, positions, core, output.</summary>
public class AttentionLoweringTests
{
    /// <summary>Channels of all queries, of all keys (and as many of values).</summary>
    private const int Q = A * D,
        KV = G * D;

    private static readonly OpRole[] Roles =
    [
        OpRole.Qkv,
        OpRole.Query,
        OpRole.KeyValue,
        OpRole.QkNorm,
        OpRole.Rope,
        OpRole.CacheWrite,
        OpRole.AttentionScores,
        OpRole.AttentionSoftmax,
        OpRole.AttentionDropout,
        OpRole.AttentionContext,
        OpRole.AttentionCore,
        OpRole.AttentionOutput,
        OpRole.Adapter,
    ];

    private static OpSpec[] Write(ModelSpec model, in LoweringOptions options) => Layer(model, options).Of(Roles);

    private static AdapterSpec Lora(AdapterTargets targets) => new(AdapterKind.Lora, 4, targets);

    /// <summary>
    /// The fused core (Dao 2023): queries, keys, values and result in 16 bits are kept, and a number in fp32 per query and head.
    /// </summary>
    private static OpSpec Core(AttentionShape shape)
    {
        double queries = shape.Batch * shape.QueryLength * shape.Heads,
            keys = shape.Batch * (shape.QueryLength + shape.PastLength);
        var kept = E * (queries * 2 * D + keys * shape.KeyValueHeads * 2 * D);
        return new()
        {
            Kind = OpKind.Attention,
            Role = OpRole.AttentionCore,
            Flags = OpTraits.AttentionCore | OpTraits.DataGradient,
            Format = NumberFormat.Bf16,
            Attention = shape,
            SavedBytes = kept + 4 * queries,
            KeptBytes = kept,
            OutputBytes = E * queries * D,
            ForwardKernels = 1,
            BackwardKernels = 3,
        };
    }

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
            Write(Llama, Options)
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
            Write(Llama, Options with { Fusion = KernelFusion.Norm })
        );

    /// <summary>
    /// Two query heads and one key-value head on each of three ranks; biases are divided with the channels of the projection, and whole for
    /// the output.
    /// </summary>
    [Fact]
    public void TensorParallel_DividesHeadsAndBiases()
    {
        var biased = Llama with { Attention = Llama.Attention with { QkvBias = true, OutputBias = true } };
        var ops = Write(biased, Tensor);
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
            Write(biased, Tensor with { Fusion = KernelFusion.Norm })
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
        var ops = Write(model, Tensor);
        Assert.Equal((9 * D, 9 * D * H, 21 * D * H), (ops[0].N, ops[0].Parameters, ops[0].ModelParameters));
        Assert.Equal((3 * D, 3 * D * H, 7 * D * H), (ops[^1].K, ops[^1].Parameters, ops[^1].ModelParameters));
    }

    [Fact]
    public void SequenceParallel_KeepsAShareOfTheInput()
    {
        Assert.Equal(2 * T / 3 * H, Write(Llama, Tensor with { SequenceParallel = true })[0].SavedBytes);
        Assert.Equal(2 * T / 3 * H, Write(Llama, Tensor with { SequenceParallel = true, Fusion = KernelFusion.Norm })[0].SavedBytes);
    }

    [Theory]
    [InlineData(PositionKind.Alibi)]
    [InlineData(PositionKind.Learned)]
    public void OtherPositions_RotateNothing(PositionKind positions) =>
        Assert.Empty(Write(Llama with { Positions = positions }, Options).Of(OpRole.Rope));

    /// <summary>
    /// A weight per channel of a head, once for queries and once for keys (Qwen3), or per channel of all heads (MiniMax-M2), which tensor
    /// ranks do not divide.
    /// </summary>
    [Fact]
    public void QueryKeyNorm_HasItsOwnWeights()
    {
        var perHead = Llama with { Attention = Llama.Attention with { QkNorm = QkNormKind.PerHead } };
        Assert.Equal([Norm(OpRole.QkNorm, T * Q, D), Norm(OpRole.QkNorm, T * KV, D)], Write(perHead, Options).Of(OpRole.QkNorm));
        Assert.Equal([Norm(OpRole.QkNorm, T * 2 * D, D), Norm(OpRole.QkNorm, T * D, D)], Write(perHead, Tensor).Of(OpRole.QkNorm));
        var all = Llama with { Attention = Llama.Attention with { QkNorm = QkNormKind.AllHeads } };
        Assert.Equal([Norm(OpRole.QkNorm, T * Q, Q), Norm(OpRole.QkNorm, T * KV, KV)], Write(all, Options).Of(OpRole.QkNorm));
        Assert.Empty(Write(Llama, Options).Of(OpRole.QkNorm));
    }

    /// <summary>Inference: keys and values are read and written into the cache; nothing is kept for a backward pass.</summary>
    [Fact]
    public void Inference_WritesTheCache()
    {
        var ops = Write(Llama, Options with { Training = false });
        Assert.Equal(Pass(OpRole.CacheWrite, 2 * 2 * T * 2 * KV, 0, flags: OpTraits.None), Assert.Single(ops.Of(OpRole.CacheWrite)));
        Assert.All(ops, op => Assert.Equal((0, 0, 0), (op.SavedBytes, op.KeptBytes, op.BackwardBytes)));
        Assert.Equal(OpTraits.AttentionCore, ops.Of(OpRole.AttentionCore)[0].Flags);
        Assert.Empty(Write(Llama, Options).Of(OpRole.CacheWrite));
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
    public void Core_KeepsKeysAndValuesAsTheFrameworkDoes(TensorRetention retention, int keyValueHeads, int elements)
    {
        var model = Llama with { Attention = Llama.Attention with { KeyValueHeads = keyValueHeads } };
        var core = Write(model, Options with { Retention = retention }).Of(OpRole.AttentionCore)[0];
        Assert.Equal(E * T * (2 * Q + elements), core.KeptBytes);
        Assert.Equal(core.KeptBytes + 4 * T * A, core.SavedBytes);
    }

    /// <summary>
    /// Korthikanti et al. 2022, section 4.1: scores of 12 x 12 per head are stored, so are softmax, mask and dropped scores; queries, keys
    /// and values remain under selective recomputation.
    /// </summary>
    [Fact]
    public void Unfused_StoresTheScores()
    {
        const int scores = B * A * S * S;
        var shape = new AttentionShape(B, S, 0, A, G, D, D);
        var ops = Write(Llama, Options with { Attention = AttentionImplementation.Unfused, Dropout = true });
        OpSpec Product(OpRole role, int n, int k, double saved, double output) =>
            Multiply(role, S, n, k, 0, 0) with
            {
                Flags = OpTraits.AttentionCore | OpTraits.DataGradient | OpTraits.WeightGradient,
                Count = B * A,
                Attention = shape,
                SavedBytes = saved,
                KeptBytes = saved,
                OutputBytes = output,
            };
        Assert.Equal(
            [
                Product(OpRole.AttentionScores, S, D, saved: 2 * T * (Q + KV), output: 2 * scores),
                Pass(
                    OpRole.AttentionSoftmax,
                    2 * 2 * scores,
                    3 * 2 * scores,
                    2 * scores,
                    2 * scores,
                    OpTraits.AttentionCore | OpTraits.DataGradient
                ),
                Pass(
                    OpRole.AttentionDropout,
                    5 * scores,
                    5 * scores,
                    3 * scores,
                    2 * scores,
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
        Assert.Empty(Write(Llama, Options with { Attention = AttentionImplementation.Unfused }).Of(OpRole.AttentionDropout));
    }

    /// <summary>
    /// Spelt out: scale (4 bytes), mask (4), cast up (6), softmax in fp32 (8 less what the cast writes …): 6E + 8 = 20 bytes forward in
    /// four kernels, 5E + 8 = 18 backward in three.
    /// </summary>
    [Fact]
    public void Unfused_SoftmaxSpeltOut_MovesTwentyBytesPerScore()
    {
        const int scores = B * A * S * S;
        var softmax = Write(Llama, Options with { Attention = AttentionImplementation.Unfused, Fusion = KernelFusion.Norm })
            .Of(OpRole.AttentionSoftmax)[0];
        Assert.Equal(
            Pass(
                OpRole.AttentionSoftmax,
                20 * scores,
                18 * scores,
                2 * scores,
                2 * scores,
                OpTraits.AttentionCore | OpTraits.DataGradient,
                kernels: 4,
                backwardKernels: 3
            ),
            softmax
        );
    }

    [Fact]
    public void Unfused_WithACache_ScoresAllKeys()
    {
        var ops = Write(Llama, Options with { Attention = AttentionImplementation.Unfused, Training = false, PastLength = 8 });
        Assert.Equal((S + 8, D), (ops.Of(OpRole.AttentionScores)[0].N, ops.Of(OpRole.AttentionScores)[0].K));
        Assert.Equal((D, S + 8), (ops.Of(OpRole.AttentionContext)[0].N, ops.Of(OpRole.AttentionContext)[0].K));
        Assert.Equal(4 * B * A * S * (S + 8), ops.Of(OpRole.AttentionSoftmax)[0].ForwardBytes);
        Assert.All(ops, op => Assert.Equal((0, 0), (op.SavedBytes, op.KeptBytes)));
        Assert.Equal(OpTraits.AttentionCore, ops.Of(OpRole.AttentionScores)[0].Flags);
    }

    /// <summary>An adapter on a part of the fused matrix: an A for each part, B as wide as the parts together.</summary>
    [Theory]
    [InlineData(AdapterTargets.Query, 1, 2 * D)]
    [InlineData(AdapterTargets.Key, 1, D)]
    [InlineData(AdapterTargets.Value, 1, D)]
    [InlineData(AdapterTargets.Query | AdapterTargets.Value, 2, 3 * D)]
    [InlineData(AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value, 3, 4 * D)]
    public void Lora_OnPartsOfTheFusedMatrix_IsAsWideAsThose(AdapterTargets targets, int parts, int width)
    {
        var adapters = Write(Llama, Tensor with { Adapter = Lora(targets) })
            .Where(op => op.Role == OpRole.Adapter && op.Kind == OpKind.Gemm)
            .ToArray();
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
        var ops = Write(Llama, Options with { Fusion = KernelFusion.Norm, Adapter = Lora(targets) });
        Assert.Equal(saved, ops.Of(OpRole.Query, OpRole.KeyValue).Select(op => (int)op.SavedBytes));
    }

    [Fact]
    public void Quantised_SpeltOut_OnlyTheFirstProjectionKeepsAnFp32Copy()
    {
        var adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.FeedForward, WeightQuantization.Nf4);
        var ops = Write(
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
        var adapters = Write(Llama, Tensor with { Adapter = Lora(AdapterTargets.Output) })
            .Where(op => op.Role == OpRole.Adapter && op.Kind == OpKind.Gemm)
            .ToArray();
        Assert.Equal([(4 * 2 * D, 4 * 2 * D * 3), (4 * H, 4 * H)], adapters.Select(op => ((int)op.Parameters, (int)op.ModelParameters)));
        Assert.DoesNotContain(Write(Llama, Options with { Adapter = Lora(AdapterTargets.Query) }).Of(OpRole.Adapter), op => op.K == Q);
    }

    /// <summary>
    /// LLaMA-Adapter (Zhang et al. 2023): ten prompts of the hidden size in every layer and a gate per head; their result joins the core's.
    /// </summary>
    [Theory]
    [InlineData(AdapterKind.Prefix)]
    [InlineData(AdapterKind.ScaleAndBias)]
    public void Prompts_AreTenPerLayerAndAGatePerHead(AdapterKind kind)
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
            Write(Llama, options)
        );
        Assert.DoesNotContain(Write(Llama, options with { Training = false }), op => op.Parameters == 10 * H + 2);
        Assert.DoesNotContain(Write(Llama, options with { Adapter = Lora(AdapterTargets.Query) }), op => op.Parameters == 10 * H + 2);
    }

    /// <summary>
    /// T5's decoder attends to 20 encoder tokens: queries from the decoder, keys and values from the encoder's result, no mask.
    /// </summary>
    [Fact]
    public void Cross_QueriesOfTheDecoder_KeysOfTheEncoder()
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

    /// <summary>On two context and three tensor ranks each, a rank has half of both lengths and a third of the heads.</summary>
    [Fact]
    public void Cross_DividedOverRanks_HasAShareOfTokensAndHeads()
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
    public void Cross_Generating_HasTheEncodersKeysAlready(int past, int projections)
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
