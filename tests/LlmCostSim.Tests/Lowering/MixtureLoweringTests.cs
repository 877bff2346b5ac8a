using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// Mixture-of-experts blocks worked out by hand: router, dispatch, experts, combination, shared experts (Lepikhin et al. 2020, Dai et al.
/// 2024).
/// </summary>
public class MixtureLoweringTests
{
    private const int Experts = 9,
        Visited = 2,
        Size = 22,
        Shared = 14;

    private static readonly ModelSpec Model = Llama with
    {
        Mixture = new MixtureSpec
        {
            Experts = Experts,
            ExpertsPerToken = Visited,
            ExpertSize = Size,
        },
    };

    private static OpSpec[] Write(ModelSpec model, in LoweringOptions options) =>
        Layer(model, options, LayerKind.Mixture)
            .Of(
                OpRole.Router,
                OpRole.Permute,
                OpRole.ExpertExchange,
                OpRole.FeedForwardUp,
                OpRole.Activation,
                OpRole.FeedForwardDown,
                OpRole.Adapter
            );

    /// <summary>The chance that one of the tokens visits a given expert, times the experts on the rank.</summary>
    private static double Touched(int experts, double tokens) => experts * (1 - Math.Pow(7.0 / 9, tokens));

    private static void Equal(OpSpec[] expected, OpSpec[] actual)
    {
        Assert.Equal(expected.Select(op => op.Role), actual.Select(op => op.Role));
        for (var i = 0; i < expected.Length; i++)
        {
            // Tokens per expert come out of a division: equal to rounding, the rest exactly.
            Assert.Equal(expected[i].M, actual[i].M, 1e-12 * expected[i].M);
            Assert.Equal(expected[i].Count, actual[i].Count, 1e-12 * expected[i].Count);
            Assert.Equal(expected[i].ForwardBytes, actual[i].ForwardBytes, 1e-12 * expected[i].ForwardBytes);
            Assert.Equal(expected[i].BackwardBytes, actual[i].BackwardBytes, 1e-12 * expected[i].BackwardBytes);
            Assert.Equal(expected[i].SavedBytes, actual[i].SavedBytes, 1e-12 * expected[i].SavedBytes);
            Assert.Equal(expected[i].OutputBytes, actual[i].OutputBytes, 1e-12 * expected[i].OutputBytes);
            Assert.Equal(Exact(expected[i]), Exact(actual[i]));
        }
    }

    private static OpSpec Exact(in OpSpec op) =>
        op with
        {
            M = 0,
            Count = 0,
            ForwardBytes = 0,
            BackwardBytes = 0,
            SavedBytes = 0,
            OutputBytes = 0,
        };

    private static OpSpec Grouped(OpRole role, double visits, double groups, double n, double k, double parameters, double ofModel) =>
        Multiply(role, visits / groups, n, k, parameters, ofModel, saved: 2 * visits * k) with
        {
            Kind = OpKind.GroupedGemm,
            ParameterClass = ParameterClass.Expert,
            Count = groups,
            OutputBytes = 2 * visits * n,
        };

    [Fact]
    public void Block_OneRank_VisitsTwoOfNineExperts()
    {
        const double visits = T * Visited;
        var groups = Touched(Experts, T);
        Equal(
            [
                Multiply(OpRole.Router, T, Experts, H, Experts * H, Experts * H, saved: 2 * T * H) with
                {
                    ParameterClass = ParameterClass.Vector,
                    OutputBytes = 4 * T * Experts,
                },
                // Softmax and top-k in fp32: four passes over the scores, which are kept.
                Pass(
                    OpRole.Router,
                    4 * 4 * T * Experts,
                    4 * 4 * T * Experts,
                    4 * T * Experts,
                    4 * T * Experts,
                    kernels: 4,
                    backwardKernels: 4
                ),
                // Every visit is copied out and back.
                Pass(OpRole.Permute, 2 * 2 * visits * H, 2 * 2 * visits * H, output: 2 * visits * H),
                Grouped(OpRole.FeedForwardUp, visits, groups, 2 * Size, H, Experts * 2 * Size * H, Experts * 2 * Size * H),
                Pass(OpRole.Activation, 3 * 2 * visits * Size, 5 * 2 * visits * Size, 2 * 2 * visits * Size, 2 * visits * Size),
                Grouped(OpRole.FeedForwardDown, visits, groups, H, Size, Experts * H * Size, Experts * H * Size),
                Pass(OpRole.Permute, 2 * 2 * visits * H, 3 * 2 * visits * H, 2 * visits * H, 2 * visits * H),
            ],
            Write(Model, Options)
        );
    }

    /// <summary>
    /// Two expert ranks hold five experts each (one is padding) and send each other all visits, there and back, in both passes; tokens of
    /// both ranks reach these experts.
    /// </summary>
    [Fact]
    public void Block_TwoExpertRanks_ExchangesVisits()
    {
        const double visits = T * Visited * 1.25;
        var groups = Touched(5, 2 * T);
        var ops = Write(Model, Options with { Expert = 2, ExpertImbalance = 1.25 });
        var exchange = Exchange(
            OpRole.ExpertExchange,
            CollectiveScope.Expert,
            2 * visits * H,
            CollectiveKind.AllToAll,
            CollectiveKind.AllToAll
        );
        Assert.Equal([exchange, exchange], ops.Of(OpRole.ExpertExchange));
        Equal(
            [
                Grouped(OpRole.FeedForwardUp, visits, groups, 2 * Size, H, 5 * 2 * Size * H, Experts * 2 * Size * H),
                Grouped(OpRole.FeedForwardDown, visits, groups, H, Size, 5 * H * Size, Experts * H * Size),
            ],
            ops.Of(OpRole.FeedForwardUp, OpRole.FeedForwardDown)
        );
    }

    /// <summary>
    /// Experts divided over the tensor ranks like other matrices (22 channels: 8 on a rank of three), or whole on each of them with its own
    /// share of the tokens.
    /// </summary>
    [Theory]
    [InlineData(0, T, 8)]
    [InlineData(3, T, 8)]
    [InlineData(1, T / 3, 22)]
    public void Block_TensorRanks_DivideExpertsOrTokens(int expertTensor, double tokens, int onRank)
    {
        var visits = tokens * Visited;
        var groups = Touched(Experts, tokens);
        var ops = Write(Model, Tensor with { ExpertTensor = expertTensor });
        Equal(
            [
                Pass(OpRole.Permute, 2 * 2 * visits * H, 2 * 2 * visits * H, output: 2 * visits * H),
                Grouped(OpRole.FeedForwardUp, visits, groups, 2 * onRank, H, Experts * 2 * onRank * H, Experts * 2 * Size * H),
                Pass(OpRole.Activation, 3 * 2 * visits * onRank, 5 * 2 * visits * onRank, 2 * 2 * visits * onRank, 2 * visits * onRank),
                Grouped(OpRole.FeedForwardDown, visits, groups, H, onRank, Experts * H * onRank, Experts * H * Size),
            ],
            ops.Of(OpRole.Permute, OpRole.FeedForwardUp, OpRole.Activation, OpRole.FeedForwardDown)[..4]
        );
    }

    /// <summary>
    /// Sequence-parallel ranks send a third of the tokens each; those that share an expert gather what they were sent and scatter the sums
    /// (Megatron-Core's dispatcher). Experts whole on each rank need neither, and no layer gathers its input for the router.
    /// </summary>
    [Theory]
    [InlineData(0, T)]
    [InlineData(1, T / 3.0)]
    public void Block_SequenceParallel_GathersAfterTheExchange(int expertTensor, double tokens)
    {
        var layer = Layer(Model, Tensor with { SequenceParallel = true, Expert = 3, ExpertTensor = expertTensor }, LayerKind.Mixture);
        var own = 2.0 * T / 3 * Visited * H;
        var exchange = Exchange(OpRole.ExpertExchange, CollectiveScope.Expert, own, CollectiveKind.AllToAll, CollectiveKind.AllToAll);
        OpSpec Within(CollectiveKind forward, CollectiveKind backward) =>
            Exchange(OpRole.ExpertExchange, CollectiveScope.ExpertTensor, 3 * own, forward, backward);
        OpSpec[] expected =
            expertTensor == 1
                ? [exchange, exchange]
                :
                [
                    exchange,
                    Within(CollectiveKind.AllGather, CollectiveKind.ReduceScatter),
                    Within(CollectiveKind.ReduceScatter, CollectiveKind.AllGather),
                    exchange,
                ];
        Assert.Equal(expected, layer.Of(OpRole.ExpertExchange));
        // Attention's alone: in, once more for the weight gradient, out.
        Assert.Equal(3, layer.Of(OpRole.TensorExchange).Length);
        Assert.Equal(tokens * Visited, layer.Of(OpRole.FeedForwardUp)[0].M * layer.Of(OpRole.FeedForwardUp)[0].Count, 1e-9);
        var permute = layer.Of(OpRole.Permute);
        Assert.Equal((2 * own, own), (permute[0].ForwardBytes, permute[1].SavedBytes));
    }

    /// <summary>Shared experts are divided over the tensor ranks like a dense block and enter and leave for themselves.</summary>
    [Fact]
    public void SharedExperts_SequenceParallel_EnterAndLeaveForThemselves()
    {
        var model = Model with { Mixture = Model.Mixture! with { SharedExpertSize = Shared } };
        var layer = Layer(model, Tensor with { SequenceParallel = true }, LayerKind.Mixture);
        Assert.Equal(6, layer.Of(OpRole.TensorExchange).Length);
        var roles = layer.Select(op => op.Role).ToList();
        Assert.True(roles.LastIndexOf(OpRole.Permute) < roles.LastIndexOf(OpRole.TensorExchange));
        Assert.True(roles.LastIndexOf(OpRole.FeedForwardDown) < roles.LastIndexOf(OpRole.TensorExchange));
        // Without it the block is one tensor-parallel block, like a dense one.
        Assert.Equal(4, Layer(model, Tensor, LayerKind.Mixture).Of(OpRole.TensorExchange).Length);
    }

    /// <summary>Beside attention the block is part of that block.</summary>
    [Fact]
    public void Block_BesideAttention_EntersOnce()
    {
        var beside = Model with { NormPlacement = NormPlacement.ParallelShared };
        Assert.Equal(2, Layer(beside, Tensor, LayerKind.Mixture).Of(OpRole.TensorExchange).Length);
    }

    /// <summary>Few tokens: at least one expert works, on at least one token.</summary>
    [Fact]
    public void Block_OneTokenOverManyRanks_WorksOnOneExpert()
    {
        var up = Write(
                Model,
                new LoweringOptions
                {
                    MicroBatch = 1,
                    SequenceLength = 1,
                    Expert = 9,
                    Training = false,
                }
            )
            .Of(OpRole.FeedForwardUp)[0];
        Assert.Equal((2, 1), (up.M, up.Count));
        var spread = Write(
                Model,
                new LoweringOptions
                {
                    MicroBatch = 1,
                    SequenceLength = 1,
                    Training = false,
                }
            )
            .Of(OpRole.FeedForwardUp)[0];
        Assert.Equal(2, spread.Count, 1e-12);
        Assert.Equal(1, spread.M, 1e-12);
    }

    /// <summary>An expert's matrices are two where the block has no gate.</summary>
    [Fact]
    public void Block_WithoutGate_HasOneUpProjection()
    {
        var up = Write(Model with { FeedForward = FeedForwardKind.Gelu }, Options).Of(OpRole.FeedForwardUp)[0];
        Assert.Equal((Size, Experts * Size * H, Experts * Size * H), (up.N, up.Parameters, up.ModelParameters));
    }

    [Theory]
    [InlineData(false, false, Experts * H)]
    [InlineData(true, false, Experts * H + Experts)]
    [InlineData(true, true, Experts * H + Experts + H)]
    public void Router_BiasAndGate_CountAsParameters(bool bias, bool gate, double parameters)
    {
        var model = Model with { Mixture = Model.Mixture! with { RouterBias = bias, SharedExpertGate = gate } };
        var router = Write(model, Options).Of(OpRole.Router)[0];
        Assert.Equal((parameters, parameters), (router.Parameters, router.ModelParameters));
    }

    /// <summary>
    /// Shared experts are a dense block beside the routed ones; the router keeps the input for both; their result is added.
    /// </summary>
    [Fact]
    public void SharedExperts_BesideRoutedOnes_AreADenseBlock()
    {
        var model = Model with { Mixture = Model.Mixture! with { SharedExpertSize = Shared } };
        var ops = Layer(model, Tensor with { SequenceParallel = true }, LayerKind.Mixture);
        var up = ops.Of(OpRole.FeedForwardUp)[1];
        Assert.Equal(Multiply(OpRole.FeedForwardUp, T, 2 * 5, H, 2 * 5 * H, 2 * Shared * H), up);
        Assert.Contains(Pass(OpRole.Residual, 3 * 2 * T / 3 * H, 0), ops);
        Assert.DoesNotContain(
            Pass(OpRole.Residual, 3 * 2 * T / 3 * H, 0),
            Layer(Model, Tensor with { SequenceParallel = true }, LayerKind.Mixture)
        );
    }

    [Fact]
    public void SharedExperts_WithAdapters_KeepTheirInputThemselves()
    {
        var model = Model with { Mixture = Model.Mixture! with { SharedExpertSize = Shared } };
        var ops = Write(model, Options with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.FeedForward) });
        Assert.Equal(0, ops.Of(OpRole.Router)[0].SavedBytes);
        Assert.Equal(2 * T * H, ops.Of(OpRole.FeedForwardUp)[1].SavedBytes);
    }

    /// <summary>
    /// Every expert has adapters of its own: two A for gate and up, one for down; nine experts on two ranks, five resident.
    /// </summary>
    [Fact]
    public void Adapters_OfAMixture_AreOnEveryExpert()
    {
        var adapters = Write(Model, Tensor with { Expert = 2, Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.FeedForward) })
            .AdapterMultiplies();
        Assert.Equal([5 * 4 * 2 * H, 5 * 4 * 2 * 8, 5 * 4 * 8, 5 * 4 * H], adapters.Select(op => op.Parameters));
        Assert.Equal([5 * 4 * 2 * H, 5 * 4 * 2 * 8 * 3, 5 * 4 * 8 * 3, 5 * 4 * H], adapters.Select(op => op.ModelParameters));
        Assert.DoesNotContain(
            Write(Model, Options with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.Query) })
                .Of(OpRole.FeedForwardUp, OpRole.FeedForwardDown),
            op => op.SavedBytes > 0
        );
    }
}
