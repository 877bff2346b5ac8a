using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

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
    public void Pairs_OfQueriesAndKeys(double queries, double past, int window, bool causal, bool halved, double pairs)
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
    public void Cached_AndSeen(int latent, int window, double channels, double seen)
    {
        var shape = new AttentionShape(1, 1, 8, 6, 2, 5, 7, window, LatentDim: latent);
        Assert.Equal((channels, seen), (shape.CachedChannels, shape.Seen(9)));
    }

    [Fact]
    public void ForwardFlops_ByKind()
    {
        var shape = new AttentionShape(2, 4, 0, 3, 1, 5, 7);
        OpSpec Of(OpKind kind, OpRole role = OpRole.Qkv, OpTraits flags = OpTraits.None) =>
            new()
            {
                Kind = kind,
                Role = role,
                Flags = flags,
                M = 2,
                N = 3,
                K = 5,
                Count = 7,
                Attention = shape,
            };
        Assert.Equal(2 * 2 * 3 * 5 * 7, Of(OpKind.Gemm).ForwardFlops(true));
        Assert.Equal(2 * 2 * 3 * 5 * 7, Of(OpKind.GroupedGemm).ForwardFlops(true));
        Assert.Equal(shape.ForwardFlops(true), Of(OpKind.Attention).ForwardFlops(true));
        Assert.Equal((0, 0), (Of(OpKind.Elementwise).ForwardFlops(true), Of(OpKind.Collective).ForwardFlops(true)));
        // Scores have the queries' channels, the context the values'; each counts the pairs, not the square.
        Assert.Equal(2 * 2 * 3 * 8 * 5, Of(OpKind.Gemm, OpRole.AttentionScores, OpTraits.AttentionCore).ForwardFlops(true));
        Assert.Equal(2 * 2 * 3 * 8 * 7, Of(OpKind.Gemm, OpRole.AttentionContext, OpTraits.AttentionCore).ForwardFlops(true));
        Assert.ThrowsAny<Exception>(() => Of((OpKind)99).ForwardFlops(true));
    }

    [Theory]
    [InlineData(OpKind.Gemm, OpTraits.None, 0)]
    [InlineData(OpKind.Gemm, OpTraits.DataGradient, 1)]
    [InlineData(OpKind.Gemm, OpTraits.WeightGradient, 1)]
    [InlineData(OpKind.Gemm, OpTraits.DataGradient | OpTraits.WeightGradient, 2)]
    [InlineData(OpKind.Attention, OpTraits.DataGradient, 2)]
    [InlineData(OpKind.Attention, OpTraits.None, 0)]
    internal void Gradients_OfAnOperation(OpKind kind, OpTraits flags, int gradients) =>
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
    public void Groups_Of_EachScopeItsOwn()
    {
        var groups = new CollectiveGroups(
            CollectiveGroup.WithinNode(1),
            CollectiveGroup.WithinNode(2),
            CollectiveGroup.WithinNode(3),
            CollectiveGroup.WithinNode(4),
            CollectiveGroup.WithinNode(5)
        );
        Assert.Equal(
            [1, 2, 3, 4, 5],
            new[]
            {
                CollectiveScope.Tensor,
                CollectiveScope.Context,
                CollectiveScope.Expert,
                CollectiveScope.Data,
                CollectiveScope.Pipeline,
            }.Select(scope => groups.Of(scope).Ranks)
        );
    }

    /// <summary>A rate of the format, else of 16 bits, at worst of single precision.</summary>
    [Fact]
    public void Rates_FallBack()
    {
        var (sixteen, eight, thirtyTwo) = (
            Chip.Peak.Bf16!.Value.FlopsPerSecond,
            Chip.Peak.Fp8!.Value.FlopsPerSecond,
            Chip.Peak.Fp32!.Value.FlopsPerSecond
        );
        double Peak(PeakRates rates, NumberFormat format) => AttentionRates.Peak(Chip with { Peak = rates }, format);
        Assert.Equal(
            (eight, thirtyTwo, sixteen),
            (Peak(Chip.Peak, NumberFormat.Fp8), Peak(Chip.Peak, NumberFormat.Fp32), Peak(Chip.Peak, NumberFormat.Int8))
        );
        Assert.Equal(sixteen, Peak(new PeakRates { Bf16 = Chip.Peak.Bf16, Fp32 = Chip.Peak.Fp32 }, NumberFormat.Fp8));
        Assert.Equal(sixteen, Peak(new PeakRates { Fp16 = Chip.Peak.Fp16, Fp32 = Chip.Peak.Fp32 }, NumberFormat.Fp8));
        Assert.Equal(thirtyTwo, Peak(new PeakRates { Fp32 = Chip.Peak.Fp32 }, NumberFormat.Bf16));
        Assert.Throws<ArgumentException>(() => Peak(new PeakRates(), NumberFormat.Bf16));
        // 16 exponentials a clock of 10⁹ Hz, of which half does not hide.
        Assert.Equal(0.5 / 16e9, AttentionRates.ExponentialSeconds(Chip, Attention with { SoftmaxExposure = 0.5 }), 1e-20);
        Assert.Equal(0, AttentionRates.ExponentialSeconds(Chip with { BoostClockMHz = 0 }, Attention with { SoftmaxExposure = 0.5 }));
    }

    /// <summary>
    /// Which kernel an attention runs: one new token reads the cache, more are a prompt; latent attention its own; formats and caches of 8
    /// bits theirs; a training library has no decode.
    /// </summary>
    [Fact]
    public void KernelSet_ChoosesTheKernel()
    {
        var h100 = HardwareCatalog.Default.Get("H100-SXM");
        var libraries = EngineCatalog.Default.Get("vllm").Libraries;
        var cluster = Cluster.Create(h100, 8);
        var kernels = KernelSet.Create(cluster, libraries);
        var library = libraries.AttentionOn(h100.Kernels.Chip);
        var constants = AttentionConstants.For(h100);
        var decode = new AttentionDecodeKernel(h100, constants, library);
        Assert.Equal(decode.Seconds(4, 1001, 32, 8, 128, 128, 0, 1), kernels.Attention(new AttentionShape(4, 1, 1000, 32, 8, 128, 128), 1));
        Assert.Equal(
            decode.Seconds(4, 1001, 32, 8, 128, 128, 64, 2),
            kernels.Attention(new AttentionShape(4, 1, 1000, 32, 8, 128, 128, 64))
        );
        Assert.Equal(
            decode.LatentSeconds(4, 1001, 32, 512, 64, 2),
            kernels.Attention(new AttentionShape(4, 1, 1000, 32, 1, 576, 512, LatentDim: 576))
        );
        var prompt = new AttentionShape(4, 500, 1000, 32, 8, 128, 96, 0, false);
        double Prefill(NumberFormat format) =>
            new AttentionPrefillKernel(h100, constants, library, format).Seconds(4, 500, 1000, 32, 8, 128, 96, 0, false);
        Assert.Equal(Prefill(NumberFormat.Bf16), kernels.Attention(prompt));
        Assert.Equal(Prefill(NumberFormat.Fp32), kernels.Attention(prompt, format: NumberFormat.Fp32));
        Assert.Equal(Prefill(NumberFormat.Tf32), kernels.Attention(prompt, format: NumberFormat.Tf32));
        Assert.Equal(
            library.Prefill.EightBitEfficiency > 0 ? Prefill(NumberFormat.Fp8) : Prefill(NumberFormat.Bf16),
            kernels.Attention(prompt, 1)
        );
        Assert.Equal(
            new AttentionPrefillKernel(h100, constants, library, NumberFormat.Bf16).BackwardSeconds(4, 500, 1000, 32, 8, 128, 96, 0, false),
            kernels.AttentionBackward(prompt)
        );
        Assert.Equal(
            new GemmKernel(h100, GemmConstants.For(h100), libraries.GemmOn(h100.Kernels.Chip, NumberFormat.Fp8), NumberFormat.Fp8).Seconds(
                64,
                512,
                256,
                3
            ),
            kernels.Gemm(NumberFormat.Fp8, 64, 512, 256, 3)
        );
        var training = KernelSet.Create(cluster, StackCatalog.Default.Get("megatron-core").Libraries);
        Assert.Equal(
            training.Attention(new AttentionShape(4, 1, 1000, 32, 8, 128, 128)),
            training.Attention(new AttentionShape(4, 1, 1000, 32, 8, 128, 128), 2, NumberFormat.Bf16)
        );
        // In another cluster only collectives differ.
        var larger = kernels.On(Cluster.Create(h100, 64, 8, 100));
        var group = CollectiveGroup.Strided(16, 1, 8);
        Assert.Equal(
            KernelSet.Create(larger.Cluster, libraries).Collective(CollectiveKind.AllReduce, 1e6, group),
            larger.Collective(CollectiveKind.AllReduce, 1e6, group)
        );
        Assert.NotEqual(kernels.Collective(CollectiveKind.AllReduce, 1e8, group), larger.Collective(CollectiveKind.AllReduce, 1e8, group));
        Assert.Equal((64, 8), (larger.Cluster.Count, kernels.Cluster.Count));
        Assert.Equal(kernels.Elementwise(1e6), larger.Elementwise(1e6));
    }
}
