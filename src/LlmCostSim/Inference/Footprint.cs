using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>What one rank of a replica holds: weights, cache per token, working memory. The memory reading of the operations.</summary>
internal readonly struct Footprint
{
    private readonly double weights, activations, reserved;

    private Footprint(double weights, double cachePerToken, double activations, double reserved) =>
        (this.weights, CachePerToken, this.activations, this.reserved) = (weights, cachePerToken, activations, reserved);

    /// <summary>Bytes that a token of one sequence takes in the cache of the rank.</summary>
    public double CachePerToken { get; }

    /// <summary>Bytes that are taken whatever the batch.</summary>
    public double Fixed => weights + activations + reserved;

    public InferenceMemory At(double batch, double tokens) => new(
        Bytes.FromBytes(weights), Bytes.FromBytes(batch * tokens * CachePerToken), Bytes.FromBytes(activations), Bytes.FromBytes(reserved));

    public static Footprint Of(ModelSpec model, in InferenceStrategy strategy, InferenceEngine engine, double promptTokens)
    {
        var options = new LoweringOptions
        {
            SequenceLength = Math.Min(promptTokens, engine.StepTokens),
            EncoderLength = model.EncoderLayers > 0 ? 1 : 0,
            Tensor = strategy.Tensor,
            Expert = strategy.Expert,
            Compute = strategy.Weights,
            Fusion = engine.Fusion,
            Training = false,
        };
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        double weights = 0, working = 0;
        for (var layer = 0; layer < model.Layers; layer++)
        {
            Add(ops[..ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, layer), model.WindowOf(layer), options, ops)], 1.0 / strategy.Pipeline, strategy, ref weights, ref working);
        }

        if (model.EncoderLayers > 0)
        {
            Add(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], model.EncoderLayers / (double)strategy.Pipeline, strategy, ref weights, ref working);
        }

        // The first stage holds the embedding, the last the head.
        Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], 1, strategy, ref weights, ref working);
        Add(ops[..ModelLowering.LowerHead(model, options with { SequenceLength = 1 }, strategy.Pipeline == 1, ops)], 1, strategy, ref weights, ref working);
        return new Footprint(weights, Cache(model, strategy), 2 * working, engine.ReservedMemory.TotalBytes);
    }

    private static void Add(ReadOnlySpan<OpSpec> ops, double count, in InferenceStrategy strategy, ref double weights, ref double working)
    {
        foreach (ref readonly var op in ops)
        {
            var quantised = op.ParameterClass is ParameterClass.Matrix or ParameterClass.Expert;
            weights += count * op.Parameters * (quantised ? strategy.WeightBits / 8 : 2);
            working = Math.Max(working, op.OutputBytes + op.WorkspaceBytes);
        }
    }

    /// <summary>Key-value heads are divided over the tensor ranks as far as they go round; a latent is not divided.</summary>
    private static double Cache(ModelSpec model, in InferenceStrategy strategy)
    {
        var attention = model.Attention;
        var perLayer = attention.Latent is null
            ? (double)((attention.KeyValueHeads + strategy.Tensor - 1) / strategy.Tensor) * (attention.HeadDim + attention.ValueDim)
            : attention.CacheElementsPerToken;
        return perLayer * model.Layers / strategy.Pipeline * strategy.CacheBytes;
    }
}
