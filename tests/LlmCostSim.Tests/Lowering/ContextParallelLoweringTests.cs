using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Attention over four context ranks, each with 3 of a sequence's 12 tokens: what each computes and what it exchanges.</summary>
public class ContextParallelLoweringTests
{
    private const int C = 4,
        OnRank = T / C;

    /// <summary>Bytes of the rank's keys and values, and of its queries or results.</summary>
    private const double KeyValues = OnRank * G * 2 * D * E,
        Queries = OnRank * A * D * E;

    private static LoweringOptions With(ContextParallelKind kind) => Options with { Context = C, ContextKind = kind };

    /// <summary>Liu et al. 2023: c − 1 blocks pass each rank, forward; backward they pass again with their gradients.</summary>
    [Fact]
    public void Ring_PassesThreeBlocks_AndTwiceBackward() =>
        Assert.Equal(
            [
                Exchange(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    3 * KeyValues,
                    CollectiveKind.SendReceive,
                    CollectiveKind.SendReceive
                ),
                Exchange(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    3 * KeyValues,
                    null,
                    CollectiveKind.SendReceive,
                    OpTraits.BackwardOnly
                ),
            ],
            Layer(Llama, With(ContextParallelKind.Ring)).Of(OpRole.ContextExchange)
        );

    /// <summary>Llama 3: keys and values of all four ranks are gathered; their gradients are reduced and scattered.</summary>
    [Fact]
    public void AllGather_OfFourRanks_CollectsAllKeysAndValues() =>
        Assert.Equal(
            [
                Exchange(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    4 * KeyValues,
                    CollectiveKind.AllGather,
                    CollectiveKind.ReduceScatter
                ),
            ],
            Layer(Llama, With(ContextParallelKind.AllGather)).Of(OpRole.ContextExchange)
        );

    /// <summary>Jacobs et al. 2023: queries, keys and values are exchanged before, results after.</summary>
    [Fact]
    public void AllToAll_OfFourRanks_ExchangesBeforeAndAfter() =>
        Assert.Equal(
            [
                Exchange(
                    OpRole.ContextExchange,
                    CollectiveScope.Context,
                    Queries + KeyValues,
                    CollectiveKind.AllToAll,
                    CollectiveKind.AllToAll
                ),
                Exchange(OpRole.ContextExchange, CollectiveScope.Context, Queries, CollectiveKind.AllToAll, CollectiveKind.AllToAll),
            ],
            Layer(Llama, With(ContextParallelKind.AllToAll)).Of(OpRole.ContextExchange)
        );

    [Theory]
    [InlineData(ContextParallelKind.Ring)]
    [InlineData(ContextParallelKind.AllGather)]
    [InlineData(ContextParallelKind.AllToAll)]
    public void Exchange_OfOneRank_IsNothing(ContextParallelKind kind) =>
        Assert.Empty(Layer(Llama, Options with { ContextKind = kind }).Of(OpRole.ContextExchange));

    /// <summary>
    /// A rank's 3 queries see (12 − 3)/2 = 4.5 tokens before them on average and a triangle of their own: a quarter of the causal area
    /// 12²/2 = 72.
    /// </summary>
    [Theory]
    [InlineData(ContextParallelKind.Ring)]
    [InlineData(ContextParallelKind.AllGather)]
    public void Causal_QueriesDivided_EachRankHasAQuarterOfTheTriangle(ContextParallelKind kind)
    {
        var shape = Core(With(kind));
        Assert.Equal(new AttentionShape(B, 3, 4.5, A, G, D, D), shape);
        Assert.Equal(72.0 / C, shape.Pairs(causalHalved: true));
    }

    [Fact]
    public void Causal_HeadsDivided_SeesTheWholeSequence() =>
        Assert.Equal(new AttentionShape(B, S, 0, 2, 1, D, D), Core(With(ContextParallelKind.AllToAll)));

    [Fact]
    public void Past_OfACache_IsSeenByAllQueries()
    {
        var options = Options with { Training = false, PastLength = 100 };
        Assert.Equal(new AttentionShape(B, S, 100, A, G, D, D), Core(options));
        Assert.Equal(new AttentionShape(B, 3, 104.5, A, G, D, D), Core(options with { Context = C }));
        Assert.Equal(
            new AttentionShape(B, S, 100, 2, 1, D, D),
            Core(options with { Context = C, ContextKind = ContextParallelKind.AllToAll })
        );
    }

    /// <summary>An encoder's queries see the whole of its own 20 tokens: 5 here and 15 elsewhere.</summary>
    [Fact]
    public void Encoder_QueriesDivided_SeeEverything()
    {
        var model = Llama with { EncoderLayers = 2 };
        var options = With(ContextParallelKind.Ring) with { EncoderLength = 20 };
        Assert.Equal(
            new AttentionShape(B, 5, 15, A, G, D, D, Causal: false),
            Layer(model, options, LayerKind.Encoder).Of(OpRole.AttentionCore)[0].Attention
        );
        Assert.Equal(
            new AttentionShape(B, 20, 0, A, G, D, D, Causal: false),
            Layer(model, options with { Context = 1 }, LayerKind.Encoder).Of(OpRole.AttentionCore)[0].Attention
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(C)]
    public void Window_OfALayer_IsPassedOn(int context) =>
        Assert.Equal(5, Layer(Llama, Options with { Context = context }, window: 5).Of(OpRole.AttentionCore)[0].Attention.Window);

    /// <summary>
    /// Kept: queries, keys, values, result, the log-sum-exp in fp32; after an exchange the result once more, as it was before it.
    /// </summary>
    [Theory]
    [InlineData(ContextParallelKind.Ring, 0)]
    [InlineData(ContextParallelKind.AllToAll, 1)]
    public void Core_Kept_ResultsBeforeAndAfterTheirExchange(ContextParallelKind kind, int more)
    {
        var op = Layer(Llama, With(kind)).Of(OpRole.AttentionCore)[0];
        // Of all heads for a quarter of the tokens, or of a quarter of the heads (rounded up: 2 of 6, 1 of 3) for all tokens.
        double rows = kind == ContextParallelKind.Ring ? OnRank * A : T * 2,
            keys = kind == ContextParallelKind.Ring ? OnRank * G : T * 1;
        Assert.Equal(E * D * (rows * (2 + more) + keys * 2) + 4 * rows, op.SavedBytes);
        Assert.Equal(op.SavedBytes - 4 * rows, op.KeptBytes);
        Assert.Equal(E * D * rows, op.OutputBytes);
    }

    private static AttentionShape Core(in LoweringOptions options) => Layer(Llama, options).Of(OpRole.AttentionCore)[0].Attention;
}
