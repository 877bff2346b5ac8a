using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// A model whose dimensions are small and all different, so that an operation's figures can be worked out by hand and no two formulas give
/// the same one.
/// </summary>
internal static class Small
{
    /// <summary>Hidden size.</summary>
    public const int H = 30;

    /// <summary>Query heads, key-value heads, channels of a head.</summary>
    public const int A = 6,
        G = 3,
        D = 7;

    /// <summary>Inner width of the feed-forward block: not divisible by the tensor-parallel ranks.</summary>
    public const int F = 46;

    /// <summary>Rows of the embedding: not divisible either; a rank of three has 34.</summary>
    public const int V = 101,
        VOnRank = 34;

    /// <summary>Rows of the position table.</summary>
    public const int P = 17;

    /// <summary>Sequences, tokens in each, tokens in all.</summary>
    public const int B = 2,
        S = 12,
        T = B * S;

    /// <summary>Bytes of an activation element in 16 bits.</summary>
    public const int E = 2;

    /// <summary>RMSNorm, rotary positions, SwiGLU, grouped-query attention, no biases: the shape of LLaMA.</summary>
    public static ModelSpec Llama { get; } =
        new()
        {
            Id = "small-llama",
            Layers = 3,
            HiddenSize = H,
            Attention = new AttentionSpec
            {
                Heads = A,
                KeyValueHeads = G,
                HeadDim = D,
            },
            FeedForward = FeedForwardKind.SwiGlu,
            FeedForwardSize = F,
            Norm = NormKind.RmsNorm,
            Positions = PositionKind.Rope,
            Vocabulary = V,
        };

    /// <summary>The same with a window of five tokens on every so many of its layers, from the first.</summary>
    public static ModelSpec Windowed(int layers, int every) =>
        Llama with
        {
            Layers = layers,
            Attention = Llama.Attention with { SlidingWindow = 5, SlidingWindowEvery = every },
        };

    /// <summary>LayerNorm, learned positions, GeLU, multi-head attention, biases everywhere: the shape of GPT-3.</summary>
    public static ModelSpec Gpt { get; } =
        Llama with
        {
            Id = "small-gpt",
            Attention = new AttentionSpec
            {
                Heads = A,
                KeyValueHeads = A,
                HeadDim = D,
                QkvBias = true,
                OutputBias = true,
            },
            FeedForward = FeedForwardKind.Gelu,
            FeedForwardBias = true,
            Norm = NormKind.LayerNorm,
            Positions = PositionKind.Learned,
            PositionRows = P,
            TiedEmbeddings = true,
        };

    /// <summary>Four experts of which a token visits one, from the third layer on.</summary>
    public static MixtureSpec Mixture { get; } =
        new()
        {
            Experts = 4,
            ExpertsPerToken = 1,
            ExpertSize = 8,
            DenseLayers = 2,
        };

    /// <summary>Multi-head latent attention without a rank of the queries: ranks and channels that differ from all the others.</summary>
    public static AttentionSpec Latent { get; } =
        new()
        {
            Heads = A,
            KeyValueHeads = A,
            HeadDim = 9,
            Latent = new(0, 11, 5, 4, 3),
        };

    /// <summary>One micro-batch of training on one rank.</summary>
    public static LoweringOptions Options { get; } = new() { MicroBatch = B, SequenceLength = S };

    /// <summary>Three tensor-parallel ranks.</summary>
    public static LoweringOptions Tensor { get; } = Options with { Tensor = 3 };

    /// <summary>Operations of a layer, in their order.</summary>
    public static OpSpec[] Layer(ModelSpec model, in LoweringOptions options, LayerKind kind = LayerKind.Dense, int window = 0)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        return ops[..ModelLowering.LowerLayer(model, kind, window, options, ops)];
    }

    /// <summary>Operations before the first layer.</summary>
    public static OpSpec[] Embedding(ModelSpec model, in LoweringOptions options)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        return ops[..ModelLowering.LowerEmbedding(model, options, ops)];
    }

    /// <summary>Operations after the last layer.</summary>
    public static OpSpec[] Head(ModelSpec model, in LoweringOptions options, bool tiedTableOnRank = true)
    {
        var ops = new OpSpec[ModelLowering.MaxOps];
        return ops[..ModelLowering.LowerHead(model, options, tiedTableOnRank, ops)];
    }

    /// <summary>The multiplies of adapters.</summary>
    public static OpSpec[] AdapterMultiplies(this OpSpec[] ops) =>
        [.. ops.Where(op => op.Role == OpRole.Adapter && op.Kind == OpKind.Gemm)];

    /// <summary>Those of these roles.</summary>
    public static OpSpec[] Of(this OpSpec[] ops, params OpRole[] roles) => [.. ops.Where(op => roles.Contains(op.Role))];
}
