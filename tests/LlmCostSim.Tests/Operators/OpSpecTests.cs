using LlmCostSim.Operators;

namespace LlmCostSim.Tests.Operators;

/// <summary>Arithmetic of an operation: counts by hand.</summary>
public sealed class OpSpecTests
{
    /// <summary>
    /// Query-key pairs of 4 queries: a triangle of 4·4/2, or its square; with 10 tokens before them 4·10 more; without a mask all 14 keys
    /// each.
    /// </summary>
    [Theory]
    [InlineData(4, 0, 0, true, true, 8)]
    [InlineData(4, 0, 0, true, false, 16)]
    [InlineData(4, 10, 0, true, true, 40 + 8)]
    [InlineData(4, 10, 0, true, false, 4 * 14)]
    [InlineData(4, 10, 0, false, true, 4 * 14)]
    // A window of 3 keys: with the cache full each query sees 3.
    [InlineData(4, 10, 3, true, true, 12)]
    // Six queries from the start: 3 in a growing triangle, 3 with 3 keys each.
    [InlineData(6, 0, 3, true, true, 4.5 + 9)]
    [InlineData(6, 0, 3, true, false, 9 + 9)]
    // One token before: the triangle has 2 queries with that token each, 4 see 3.
    [InlineData(6, 1, 3, true, true, 2 + 2 + 12)]
    [InlineData(6, 1, 3, true, false, 2 + 4 + 12)]
    // As wide as the keys there are: no window.
    [InlineData(4, 2, 6, true, true, 8 + 8)]
    [InlineData(4, 2, 99, true, true, 8 + 8)]
    public void Pairs_OfQueriesAndKeys_AreThoseThatAreSeen(double queries, double past, int window, bool causal, bool halved, double pairs)
    {
        var shape = new AttentionShape(2, queries, past, 3, 1, 5, 7, window, causal);
        Assert.Equal(pairs, shape.Pairs(halved));
        // Two FLOP per pair and channel of both products, in three heads of two sequences.
        Assert.Equal(2 * 2 * 3 * pairs * (5 + 7), shape.ForwardFlops(halved));
    }

    /// <summary>
    /// Of a token the cache holds keys and values of its key-value heads, or the latent; a query sees all keys, or a window's.
    /// </summary>
    [Theory]
    [InlineData(0, 0, 2 * (5 + 7), 9)]
    [InlineData(11, 4, 11, 4)]
    [InlineData(11, 40, 11, 9)]
    public void Cache_OfHeadsOrLatent_HoldsChannelsAndIsSeen(int latent, int window, double channels, double seen)
    {
        var shape = new AttentionShape(1, 1, 8, 6, 2, 5, 7, window, LatentDim: latent);
        Assert.Equal((channels, seen), (shape.CachedChannels, shape.Seen(9)));
    }

    private static readonly AttentionShape Shape = new(2, 4, 0, 3, 1, 5, 7);

    /// <summary>Scores have the queries' channels (5), the context the values' (7); each counts the 8 pairs of 6 heads, not the square.</summary>
    [Theory]
    [InlineData(OpKind.Gemm, OpRole.Qkv, OpTraits.None, 2 * 2 * 3 * 5 * 7)]
    [InlineData(OpKind.GroupedGemm, OpRole.Qkv, OpTraits.None, 2 * 2 * 3 * 5 * 7)]
    [InlineData(OpKind.Attention, OpRole.AttentionCore, OpTraits.None, 2 * 2 * 3 * 8 * (5 + 7))]
    [InlineData(OpKind.Elementwise, OpRole.Qkv, OpTraits.None, 0)]
    [InlineData(OpKind.Collective, OpRole.Qkv, OpTraits.None, 0)]
    [InlineData(OpKind.Gemm, OpRole.AttentionScores, OpTraits.AttentionCore, 2 * 2 * 3 * 8 * 5)]
    [InlineData(OpKind.Gemm, OpRole.AttentionContext, OpTraits.AttentionCore, 2 * 2 * 3 * 8 * 7)]
    internal void ForwardFlops_OfEachKind_AreCountedByHand(OpKind kind, OpRole role, OpTraits flags, double flops) =>
        Assert.Equal(flops, Of(kind, role, flags).ForwardFlops(causalHalved: true));

    [Fact]
    public void ForwardFlops_OfAnUnknownKind_AreRefused() =>
        Assert.Throws<System.Diagnostics.UnreachableException>(() => Of((OpKind)99, OpRole.Qkv, OpTraits.None).ForwardFlops(true));

    private static OpSpec Of(OpKind kind, OpRole role, OpTraits flags) =>
        new()
        {
            Kind = kind,
            Role = role,
            Flags = flags,
            M = 2,
            N = 3,
            K = 5,
            Count = 7,
            Attention = Shape,
        };

    [Theory]
    [InlineData(OpKind.Gemm, OpTraits.None, 0)]
    [InlineData(OpKind.Gemm, OpTraits.DataGradient, 1)]
    [InlineData(OpKind.Gemm, OpTraits.WeightGradient, 1)]
    [InlineData(OpKind.Gemm, OpTraits.DataGradient | OpTraits.WeightGradient, 2)]
    [InlineData(OpKind.Attention, OpTraits.DataGradient, 2)]
    [InlineData(OpKind.Attention, OpTraits.None, 0)]
    internal void Gradients_OfAnOperation_AreThoseItNeeds(OpKind kind, OpTraits flags, int gradients) =>
        Assert.Equal(
            gradients,
            new OpSpec
            {
                Kind = kind,
                Role = OpRole.Qkv,
                Flags = flags,
            }.Gradients
        );

    [Fact]
    public void Saved_Selective_IsWhatTheCoreKeeps()
    {
        var op = new OpSpec
        {
            Kind = OpKind.Attention,
            Role = OpRole.AttentionCore,
            SavedBytes = 9,
            KeptBytes = 4,
        };
        Assert.Equal(9, op.SelectiveSavedBytes);
        Assert.Equal(4, (op with { Flags = OpTraits.AttentionCore | OpTraits.DataGradient }).SelectiveSavedBytes);
        Assert.False((op with { Flags = OpTraits.DataGradient }).Has(OpTraits.DataGradient | OpTraits.Trained));
    }

    [Fact]
    public void Groups_OfEachScope_AreItsOwn()
    {
        var groups = new CollectiveGroups(
            CollectiveGroup.WithinNode(1),
            CollectiveGroup.WithinNode(2),
            CollectiveGroup.WithinNode(3),
            CollectiveGroup.WithinNode(4),
            CollectiveGroup.WithinNode(5)
        );
        Assert.Equal(
            [1, 2, 3, 4],
            new[]
            {
                CollectiveScope.Tensor,
                CollectiveScope.Context,
                CollectiveScope.Expert,
                CollectiveScope.ExpertTensor,
            }.Select(scope => groups.Of(scope).Ranks)
        );
    }
}
