using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>A linear layer of T tokens, N output and K input channels, with what adapters and quantisation put beside it.</summary>
public class LinearLoweringTests
{
    private const int N = 10,
        K = 7,
        Rank = 4;

    private static readonly LinearShape Plain = new()
    {
        Role = OpRole.AttentionOutput,
        Tokens = T,
        Output = N,
        Input = K,
        ModelParameters = 3 * N * K,
        SavedInput = 2 * T * K,
    };

    private static readonly AdapterSpec Lora = new(AdapterKind.Lora, Rank, AdapterTargets.AllLinear);
    private static readonly AdapterSpec Qlora = new(AdapterKind.Qlora, Rank, AdapterTargets.AllLinear, WeightQuantization.Nf4);

    private static OpSpec Matrix => Multiply(OpRole.AttentionOutput, T, N, K, parameters: N * K, ofModel: 3 * N * K, saved: 2 * T * K);

    private static OpSpec[] Write(in LinearShape linear, in LoweringOptions options)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        var writer = new OpWriter(ops, Llama, options, S);
        LinearLowering.Write(ref writer, linear);
        return ops[..writer.Ops.Length];
    }

    [Fact]
    public void Write_Trained_IsOneMultiplyWithTwoGradients() => Assert.Equal([Matrix], Write(Plain, Options));

    [Fact]
    public void Write_Inference_KeepsNothing() => Assert.Equal([Matrix.Inferred()], Write(Plain, Options with { Training = false }));

    [Fact]
    public void Write_Bias_IsSummedOverTokensBackward() =>
        Assert.Equal(
            [
                Matrix with
                {
                    Parameters = N * K + N,
                },
                Pass(OpRole.AttentionOutput, 0, 2 * T * N, flags: OpTraits.BackwardOnly | OpTraits.DataGradient, kernels: 0),
            ],
            Write(Plain with { Bias = N }, Options)
        );

    /// <summary>Three of the rank's five experts have tokens: arithmetic is of three, weights are of five.</summary>
    [Fact]
    public void Write_Experts_WorkOnThoseWithTokensAndHoldAll() =>
        Assert.Equal(
            [
                Matrix with
                {
                    Kind = OpKind.GroupedGemm,
                    Count = 3,
                    Parameters = 5 * N * K,
                    ParameterClass = ParameterClass.Expert,
                    OutputBytes = 2 * 3 * T * N,
                },
            ],
            Write(Plain with { Class = ParameterClass.Expert, Groups = 3, Resident = 5 }, Options)
        );

    /// <summary>
    /// Hu et al. 2021: y = Wx + BAx, A of rank x input, B of output x rank; two parts (say gate and up) have an A each. W has no gradient
    /// of its own, A and B have; their operands and the sum are in 16 bits.
    /// </summary>
    [Fact]
    public void Write_Lora_AddsTwoMultipliesAndTheirSum() =>
        Assert.Equal(
            [
                Matrix.Frozen(),
                Multiply(OpRole.Adapter, T, Rank * 2, K, Rank * 2 * K, Rank * 2 * K) with
                {
                    Flags = Trained | OpTraits.Auxiliary,
                    ParameterClass = ParameterClass.Adapter,
                },
                Multiply(OpRole.Adapter, T, N, Rank, Rank * N, Rank * N, saved: 2 * T * Rank * 2) with
                {
                    Flags = Trained | OpTraits.Auxiliary,
                    ParameterClass = ParameterClass.Adapter,
                },
                Pass(OpRole.Adapter, 3 * 2 * T * N, 2 * T * N, flags: OpTraits.DataGradient | OpTraits.Auxiliary),
            ],
            Write(Plain with { AdaptedParts = 2, AdaptedOutput = N }, Options with { Adapter = Lora })
        );

    [Fact]
    public void Write_LoraElsewhere_LeavesAFrozenMultiplyThatKeepsNothing() =>
        Assert.Equal([(Matrix with { SavedBytes = 0 }).Frozen()], Write(Plain, Options with { Adapter = Lora }));

    [Fact]
    public void Write_FrozenBias_HasNoGradient() =>
        Assert.Equal(
            [(Matrix with { SavedBytes = 0, Parameters = N * K + N }).Frozen()],
            Write(Plain with { Bias = N }, Options with { Adapter = Lora })
        );

    /// <summary>
    /// A is divided with the input, B with the output: a rank holds its share, the model has all shares. Adapters of experts are resident
    /// five times.
    /// </summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    public void Write_LoraOnShards_CountsTheModelsParametersOnce(int outputShards, int inputShards)
    {
        var ops = Write(
            Plain with
            {
                Resident = 5,
                Groups = 2,
                AdaptedParts = 1,
                AdaptedOutput = N,
                OutputShards = outputShards,
                InputShards = inputShards,
            },
            Options with
            {
                Adapter = Lora,
            }
        );
        Assert.Equal(5 * Rank * K, ops[1].Parameters);
        Assert.Equal(5 * Rank * K * inputShards, ops[1].ModelParameters);
        Assert.Equal(5 * Rank * N, ops[2].Parameters);
        Assert.Equal(5 * Rank * N * outputShards, ops[2].ModelParameters);
        Assert.Equal((2 * T, Rank, 2 * 2 * T * Rank), (ops[1].M, ops[1].N, ops[1].OutputBytes));
        Assert.Equal((2 * T, N, 2 * 2 * T * N), (ops[2].M, ops[2].N, ops[2].OutputBytes));
        Assert.Equal(2 * 2 * T * Rank, ops[2].SavedBytes);
        Assert.Equal((3 * 2 * 2 * T * N, 2 * 2 * T * N), (ops[3].ForwardBytes, ops[3].BackwardBytes));
    }

    /// <summary>Dropout before A keeps its own 16-bit copy and a mask of a byte; the frozen matrix then keeps no input.</summary>
    [Fact]
    public void Write_AdapterDropout_KeepsACopyAndAMask()
    {
        var ops = Write(
            Plain with
            {
                Groups = 2,
                AdaptedParts = 1,
                AdaptedOutput = N,
            },
            Options with
            {
                Adapter = Lora,
                Retention = TensorRetention.AdapterDropout,
            }
        );
        Assert.Equal(0, ops[0].SavedBytes);
        Assert.Equal(2 * T * K * (2 + 1), ops[1].SavedBytes);
    }

    /// <summary>
    /// Of a fused matrix only six of ten channels carry an adapter: the stack that scatters its result into the whole width keeps it.
    /// </summary>
    [Theory]
    [InlineData(6, TensorRetention.ScatteredAdapterOutputs, 2 * 2 * 6)]
    [InlineData(6, TensorRetention.None, 0)]
    [InlineData(N, TensorRetention.ScatteredAdapterOutputs, 0)]
    internal void Write_AdapterOnPart_KeepsWhatIsScattered(int adapted, TensorRetention retention, int bytesPerToken)
    {
        var ops = Write(
            Plain with
            {
                Groups = 2,
                AdaptedParts = 1,
                AdaptedOutput = adapted,
            },
            Options with
            {
                Adapter = Lora,
                Retention = retention,
            }
        );
        Assert.Equal((2 * 2 * Rank + bytesPerToken) * T, ops[2].SavedBytes);
    }

    /// <summary>
    /// NF4 in blocks of 64 with an fp32 scale: 4.5 bits read and 16 written per weight, forward and again backward (Dettmers et al. 2023);
    /// as many copies as the stack holds at once.
    /// </summary>
    [Theory]
    [InlineData(WeightQuantization.Nf4, 4.5)]
    [InlineData(WeightQuantization.Int8, 8.0)]
    public void Write_Quantised_ExpandsTheWeightsBeforeEachUse(WeightQuantization quantization, double bits)
    {
        var adapter = Qlora with { Quantization = quantization };
        var traffic = 5 * N * K * (bits / 8 + 2);
        var expanded = Pass(OpRole.Dequantize, traffic, traffic, flags: OpTraits.Auxiliary | OpTraits.DataGradient) with
        {
            WorkspaceBytes = 5 * N * K * 2 * 3,
        };
        var trained = Write(Plain with { Resident = 5 }, Options with { Adapter = adapter, DequantizedCopies = 3 });
        Assert.Equal([expanded, (Matrix with { Parameters = 5 * N * K, SavedBytes = 0 }).Frozen()], trained);
        var inferred = Write(Plain with { Resident = 5 }, Options with { Adapter = adapter, DequantizedCopies = 3, Training = false });
        Assert.Equal(expanded with { BackwardBytes = 0 }, inferred[0]);
    }

    /// <summary>bitsandbytes keeps the input of a quantised layer; litgpt a copy of it in fp32, which no other layer shares.</summary>
    [Theory]
    [InlineData(TensorRetention.QuantizedInputs, false, 2 * T * K)]
    [InlineData(TensorRetention.QuantizedInputs | TensorRetention.SinglePrecisionQuantizedInputs, false, 4 * 3 * T * K)]
    [InlineData(TensorRetention.QuantizedInputs | TensorRetention.SinglePrecisionQuantizedInputs, true, 2 * T * K)]
    [InlineData(TensorRetention.SinglePrecisionQuantizedInputs, false, 0)]
    internal void Write_Quantised_KeepsTheInputAsTheStackDoes(TensorRetention retention, bool shared, double bytes)
    {
        var ops = Write(Plain with { Groups = 3, InputShared = shared }, Options with { Adapter = Qlora, Retention = retention });
        Assert.Equal(bytes, ops[1].SavedBytes);
        Assert.Equal(OpRole.Dequantize, ops[0].Role);
    }

    [Fact]
    public void Write_LoraWithSinglePrecisionRetention_KeepsSixteenBits() =>
        Assert.Equal(
            2 * T * K,
            Write(
                Plain with
                {
                    AdaptedParts = 1,
                    AdaptedOutput = N,
                },
                Options with
                {
                    Adapter = Lora,
                    Retention = TensorRetention.SinglePrecisionQuantizedInputs,
                }
            )[0].SavedBytes
        );

    /// <summary>
    /// LLaMA-Adapter V2: y·scale + bias with 2N trained numbers; read and write forward, output, gradient and result backward; the biased
    /// output is kept.
    /// </summary>
    [Fact]
    public void Write_ScaleAndBias_TrainsTwoNumbersPerChannel()
    {
        var ops = Write(
            Plain with
            {
                Groups = 2,
                Resident = 5,
                OutputShards = 3,
            },
            Options with
            {
                Adapter = new AdapterSpec(AdapterKind.ScaleAndBias),
            }
        );
        var output = 2 * 2 * T * N;
        Assert.Equal(
            Pass(OpRole.Adapter, 2 * output, 3 * output, output, output, Trained | OpTraits.Auxiliary, kernels: 2, backwardKernels: 3) with
            {
                Parameters = 2 * 5 * N,
                ModelParameters = 2 * 5 * N * 3,
                ParameterClass = ParameterClass.Adapter,
            },
            Assert.Single(ops.Of(OpRole.Adapter))
        );
    }
}
