using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1) worked out by hand.</summary>
public class LatentAttentionLoweringTests
{
    /// <summary>Ranks of queries and of keys with values; channels without and with position, and of values.</summary>
    private const int RQ = 13,
        RKV = 11,
        Nope = 5,
        Rope = 4,
        Value = 3;

    private static readonly ModelSpec Model = Llama with
    {
        Attention = new AttentionSpec
        {
            Heads = A,
            KeyValueHeads = A,
            HeadDim = Nope + Rope,
            Latent = new LatentAttentionSpec(RQ, RKV, Nope, Rope, Value),
        },
    };

    private static readonly OpRole[] Roles =
    [
        OpRole.Query,
        OpRole.KeyValue,
        OpRole.QkNorm,
        OpRole.Rope,
        OpRole.CacheWrite,
        OpRole.AttentionCore,
        OpRole.AttentionOutput,
    ];

    [Fact]
    public void Training_OnThreeRanks_ExpandsTheLatentOverTwoOfSixHeads()
    {
        const int heads = 2,
            dim = Nope + Rope;
        var core = E * T * heads * (2 * dim + 2 * Value);
        Assert.Equal(
            [
                // Down to the rank on every rank, up to the rank's heads.
                Multiply(OpRole.Query, T, RQ, H, RQ * H, RQ * H, saved: 2 * T * H),
                Norm(OpRole.QkNorm, T * RQ, RQ),
                Multiply(OpRole.Query, T, heads * dim, RQ, heads * dim * RQ, A * dim * RQ, saved: 2 * T * RQ),
                // The latent and the shared rotary key read the same input as the queries.
                Multiply(OpRole.KeyValue, T, RKV + Rope, H, (RKV + Rope) * H, (RKV + Rope) * H),
                Norm(OpRole.QkNorm, T * RKV, RKV),
                // Rotated: the rotary part of two query heads and of the one shared key.
                Pass(OpRole.Rope, 2 * 2 * T * 3 * Rope, 2 * 2 * T * 3 * Rope, output: 2 * T * 3 * Rope),
                Multiply(
                    OpRole.KeyValue,
                    T,
                    heads * (Nope + Value),
                    RKV,
                    heads * (Nope + Value) * RKV,
                    A * (Nope + Value) * RKV,
                    saved: 2 * T * RKV
                ),
                // Both parts are copied side by side into queries and keys.
                Pass(OpRole.Rope, 4 * 2 * T * heads * dim, 4 * 2 * T * heads * dim, output: 2 * T * heads * dim),
                new OpSpec
                {
                    Kind = OpKind.Attention,
                    Role = OpRole.AttentionCore,
                    Flags = OpTraits.AttentionCore | OpTraits.DataGradient,
                    Format = NumberFormat.Bf16,
                    Attention = new AttentionShape(B, S, 0, heads, heads, dim, Value),
                    SavedBytes = core + 4 * T * heads,
                    KeptBytes = core,
                    OutputBytes = E * T * heads * Value,
                    ForwardKernels = 1,
                    BackwardKernels = 3,
                },
                Multiply(OpRole.AttentionOutput, T, H, heads * Value, H * heads * Value, H * A * Value),
            ],
            Layer(Model, Tensor).Of(Roles)
        );
    }

    /// <summary>
    /// Context ranks exchange the keys (9 channels) and values (3) of the rank's heads as they are after expansion, and results with
    /// Ulysses.
    /// </summary>
    [Fact]
    public void ContextParallel_InTraining_ExchangesExpandedKeysAndValues()
    {
        const double keyValues = 2 * T / 4.0 * A * (Nope + Rope + Value);
        Assert.Equal(3 * keyValues, Layer(Model, Options with { Context = 4 }).Of(OpRole.ContextExchange)[0].CollectiveBytes);
        var exchanged = Layer(Model, Options with { Context = 4, ContextKind = ContextParallelKind.AllToAll }).Of(OpRole.ContextExchange);
        Assert.Equal([keyValues + (2 * T / 4.0 * A * (Nope + Rope)), 2 * T / 4.0 * A * Value], exchanged.Select(op => op.CollectiveBytes));
    }

    [Fact]
    public void Queries_WithoutRank_AreOneProjection()
    {
        var model = Model with { Attention = Model.Attention with { Latent = Model.Attention.Latent! with { QueryRank = 0 } } };
        var ops = Layer(model, Tensor with { SequenceParallel = true }).Of(OpRole.Query, OpRole.QkNorm);
        Assert.Equal(
            [
                Multiply(OpRole.Query, T, 2 * (Nope + Rope), H, 2 * (Nope + Rope) * H, A * (Nope + Rope) * H, saved: 2 * T / 3 * H),
                Norm(OpRole.QkNorm, T * RKV, RKV),
            ],
            ops
        );
    }

    /// <summary>Prefill expands the latent as training does; the cache takes the latent and the rotary key only.</summary>
    [Fact]
    public void Prefill_OfAPrompt_CachesTheLatent()
    {
        var ops = Layer(Model, Options with { Training = false });
        Assert.Equal(Pass(OpRole.CacheWrite, 2 * 2 * T * (RKV + Rope), 0, flags: OpTraits.None), Assert.Single(ops.Of(OpRole.CacheWrite)));
        Assert.Equal(new AttentionShape(B, S, 0, A, A, Nope + Rope, Value), ops.Of(OpRole.AttentionCore)[0].Attention);
        // Queries down and up, latent down and up, output; two of the feed-forward block.
        Assert.Equal(5 + 2, ops.Count(op => op.Kind is OpKind.Gemm));
        Assert.Empty(Layer(Model, Options).Of(OpRole.CacheWrite));
    }

    /// <summary>
    /// Generating: keys' up-projection moves into the queries and values' into the output, one small matrix per head; attention reads the
    /// latent of all 100 cached tokens once for all heads.
    /// </summary>
    [Fact]
    public void Decode_OfAToken_ReadsTheLatentOnce()
    {
        const int heads = 2;
        var options = Tensor with { Training = false, SequenceLength = 1, PastLength = 100 };
        OpSpec PerHead(int input, int output) =>
            new()
            {
                Kind = OpKind.Gemm,
                Role = OpRole.KeyValue,
                Format = NumberFormat.Bf16,
                M = B,
                N = output,
                K = input,
                Count = heads,
                Parameters = heads * input * output,
                ModelParameters = A * input * output,
                OutputBytes = E * B * heads * output,
                ForwardKernels = 1,
            };
        Assert.Equal(
            [
                PerHead(Nope, RKV),
                new OpSpec
                {
                    Kind = OpKind.Attention,
                    Role = OpRole.AttentionCore,
                    Flags = OpTraits.AttentionCore,
                    Format = NumberFormat.Bf16,
                    Attention = new AttentionShape(B, 1, 100, heads, 1, RKV + Rope, RKV, Causal: true, LatentDim: RKV + Rope),
                    OutputBytes = E * B * heads * RKV,
                    ForwardKernels = 1,
                },
                PerHead(RKV, Value),
                Multiply(OpRole.AttentionOutput, B, H, heads * Value, H * heads * Value, H * A * Value).Inferred(),
            ],
            Layer(Model, options).Of(Roles)[^4..]
        );
    }

    /// <summary>Adapters: both halves of the queries, the latent (with the keys), the expansion (with the values).</summary>
    [Theory]
    [InlineData(AdapterTargets.Query, 4 * (RQ + H) + 4 * (A * (Nope + Rope) + RQ))]
    [InlineData(AdapterTargets.Key, 4 * (RKV + Rope + H))]
    [InlineData(AdapterTargets.Value, 4 * (A * (Nope + Value) + RKV))]
    [InlineData(AdapterTargets.Output, 4 * (H + A * Value))]
    public void Adapters_OfEachTarget_AreOnTheLowRankHalves(AdapterTargets targets, int parameters)
    {
        var adapter = new AdapterSpec(AdapterKind.Lora, 4, targets);
        Assert.Equal(parameters, Layer(Model, Options with { Adapter = adapter }).Of(OpRole.Adapter).Sum(op => op.Parameters));
        // Divided over three ranks with the heads, the model's count is the same (6 heads divide evenly).
        Assert.Equal(parameters, Layer(Model, Tensor with { Adapter = adapter }).Of(OpRole.Adapter).Sum(op => op.ModelParameters));
    }
}
