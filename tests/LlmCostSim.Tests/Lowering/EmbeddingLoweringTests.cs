using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>What comes before the first layer, worked out by hand.</summary>
public class EmbeddingLoweringTests
{
    /// <summary>
    /// A table that is looked up: rows are read and written; their gradients are added into the table's (read both, write).
    /// </summary>
    private static OpSpec Table(OpRole role, double forward, double backward, double parameters, double ofModel, double saved) =>
        Pass(role, forward, backward, saved, forward / 2, OpTraits.WeightGradient | OpTraits.Trained, backwardKernels: 2) with
        {
            Parameters = parameters,
            ModelParameters = ofModel,
            ParameterClass = ParameterClass.Embedding,
        };

    private static OpSpec Tokens(double parameters) =>
        Table(OpRole.Embedding, 2 * 2 * T * H, 4 * 2 * T * H, parameters, V * H, saved: 8 * T);

    [Fact]
    public void Tokens_OneRank_AreLookedUp() => Assert.Equal([Tokens(V * H)], Embedding(Llama, Options));

    [Fact]
    public void Positions_Learned_AreAdded() =>
        Assert.Equal(
            [Tokens(V * H), Table(OpRole.Positions, 3 * 2 * T * H, 2 * 2 * T * H, P * H, P * H, saved: 0)],
            Embedding(Gpt, Options)
        );

    /// <summary>
    /// Each rank looks up its rows; the sum completes the vectors, and leaves a share of the sequence on each where that is parallel.
    /// </summary>
    [Theory]
    [InlineData(false, CollectiveKind.AllReduce, null)]
    [InlineData(true, CollectiveKind.ReduceScatter, CollectiveKind.AllGather)]
    internal void TensorParallel_InTraining_SumsTheVectors(bool sequenceParallel, CollectiveKind forward, CollectiveKind? backward)
    {
        var tokens = sequenceParallel ? T / 3 : T;
        Assert.Equal(
            [
                Tokens(VOnRank * H),
                Exchange(OpRole.TensorExchange, CollectiveScope.Tensor, 2 * T * H, forward, backward),
                Table(OpRole.Positions, 3 * 2 * tokens * H, 2 * 2 * tokens * H, P * H, P * H, saved: 0),
            ],
            Embedding(Gpt, Tensor with { SequenceParallel = sequenceParallel })
        );
    }

    /// <summary>T5: a bias per bucket and head, a table for the decoder and one for the encoder; it costs no pass of its own.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    public void Positions_OfT5_AreATablePerStack(int encoderLayers, int stacks)
    {
        var model = Llama with { Positions = PositionKind.T5Bias, PositionRows = P, EncoderLayers = encoderLayers };
        Assert.Equal(
            Table(OpRole.Positions, 0, 0, P * stacks * 2, P * stacks * A, saved: 0) with
            {
                ForwardKernels = 0,
                BackwardKernels = 0,
            },
            Embedding(model, Tensor)[2]
        );
    }

    [Fact]
    public void Norm_OfTheEmbedding_IsOneMore()
    {
        Assert.Equal(
            Norm(OpRole.EmbeddingNorm, T / 3 * H, 2 * H),
            Embedding(Gpt with { EmbeddingNorm = true }, Tensor with { SequenceParallel = true })[^1]
        );
        Assert.Empty(Embedding(Gpt, Options).Of(OpRole.EmbeddingNorm));
    }

    /// <summary>Read, write, and a mask of a byte, forward and back; mask kept.</summary>
    [Fact]
    public void Dropout_InTraining_KeepsItsMask() =>
        Assert.Equal(
            Pass(OpRole.Dropout, 5 * T / 3 * H, 5 * T / 3 * H, T / 3 * H, 2 * T / 3 * H),
            Embedding(Llama, Tensor with { SequenceParallel = true, Dropout = true })[^1]
        );

    /// <summary>Frozen tables have no gradient and keep no token ids.</summary>
    [Fact]
    public void Tables_Frozen_AreOnlyLookedUp()
    {
        var frozen = Embedding(Gpt, Options with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.Query) });
        Assert.Equal((Tokens(V * H) with { Flags = OpTraits.None, BackwardBytes = 0, BackwardKernels = 0, SavedBytes = 0 }), frozen[0]);
        Assert.Equal(frozen[1], Embedding(Gpt, Options with { Training = false })[1]);
        Assert.Equal((OpTraits.None, 0, 0), (frozen[1].Flags, frozen[1].BackwardBytes, frozen[1].BackwardKernels));
    }

    /// <summary>An encoder's tokens are looked up, too: 12 + 20 in each of two sequences.</summary>
    [Fact]
    public void Tokens_OfAnEncoder_AreLookedUpToo() =>
        Assert.Equal(8 * B * (S + 20), Embedding(Llama with { EncoderLayers = 2 }, Options with { EncoderLength = 20 })[0].SavedBytes);
}
