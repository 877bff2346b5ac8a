using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Inference;

/// <summary>
/// What one rank of a replica holds: weights, cache per token, working memory per token. The memory reading of the operations.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas" and docs/method.md, "Memory".</remarks>
internal readonly struct Footprint
{
    private readonly double windowedPerToken;

    private Footprint(double weights, double streamed, double cachePerToken, double windowed, int window, double workingPerToken)
    {
        (Weights, StreamedWeights, CachePerToken, WorkingPerToken) = (weights, streamed, cachePerToken, workingPerToken);
        (windowedPerToken, Window) = (windowed, window);
    }

    /// <summary>
    /// Bytes of the weights on the rank in their storage format, served adapters among them, and of the buffer through which offloaded ones
    /// pass.
    /// </summary>
    public double Weights { get; }

    /// <summary>Bytes of weights that come from host memory in every pass.</summary>
    public double StreamedWeights { get; }

    /// <summary>Bytes that a token of one sequence takes in the cache of the rank, all layers together.</summary>
    public double CachePerToken { get; }

    /// <summary>Tokens past which layers with a window hold no more; 0: all layers hold all tokens.</summary>
    public int Window { get; }

    /// <summary>
    /// Bytes of cache on the rank of a sequence of <paramref name="tokens"/> tokens: layers whose window has passed hold no more than it.
    /// </summary>
    public double CacheOf(double tokens) => (CachePerToken * tokens) - (windowedPerToken * Math.Max(0, tokens - Window));

    /// <summary>Tokens of one sequence that take <paramref name="bytes"/> of cache on the rank.</summary>
    public double TokensIn(double bytes)
    {
        var flat = bytes / CachePerToken;
        return Window == 0 || flat <= Window ? flat
            : windowedPerToken >= CachePerToken ? double.MaxValue
            : Window + ((bytes - (CachePerToken * Window)) / (CachePerToken - windowedPerToken));
    }

    /// <summary>Bytes of working tensors per token of a step.</summary>
    public double WorkingPerToken { get; }

    public static Footprint Of(ModelSpec model, in InferenceStrategy strategy, in LoweringOptions division, bool windowedCache)
    {
        const double Tokens = 65536;
        var options = division with
        {
            MicroBatch = Tokens,
            SequenceLength = 1,
            PastLength = 0,
            EncoderLength = model.EncoderLayers > 0 ? 1 : 0,
            Training = false,
        };
        var (weights, working) = Sum(model, strategy, options);
        var streamed = strategy.OffloadedWeights * weights;
        // Two layers pass through the rank at a time: the one at work and the one that comes.
        var resident = weights - streamed + Math.Min(streamed, 2 * weights * strategy.Pipeline / model.Layers);
        var cache = (1 - strategy.OffloadedCache) * Cache(model, strategy, division.Tensor);
        var windowed = windowedCache ? WindowedLayers(model) : 0;
        return new Footprint(
            resident,
            streamed,
            cache,
            cache * windowed / model.Layers,
            windowed > 0 ? model.Attention.SlidingWindow : 0,
            working / Tokens
        );
    }

    // Bytes of all weights of a rank, and of the largest working tensor of its layers.
    private static (double Weights, double Working) Sum(ModelSpec model, in InferenceStrategy strategy, in LoweringOptions options)
    {
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        double weights = 0,
            working = 0;
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            Add(
                ops[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, ops)],
                layer.Count / (double)strategy.Pipeline,
                strategy,
                ref weights,
                ref working
            );
        }

        if (model.EncoderLayers > 0)
        {
            Add(
                ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)],
                model.EncoderLayers / (double)strategy.Pipeline,
                strategy,
                ref weights,
                ref working
            );
        }

        // The first stage holds the embedding, the last the head; the larger of the two decides.
        double first = 0,
            last = 0,
            ends = 0;
        Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], 1, strategy, ref first, ref ends);
        Add(ops[..ModelLowering.LowerHead(model, options, strategy.Pipeline == 1, ops)], 1, strategy, ref last, ref ends);
        weights += strategy.Pipeline == 1 ? first + last : Math.Max(first, last);
        return (weights, working);
    }

    private static int WindowedLayers(ModelSpec model)
    {
        var count = 0;
        for (var layer = 0; layer < model.Layers; layer++)
        {
            count += model.WindowOf(layer) > 0 ? 1 : 0;
        }

        return count;
    }

    private static void Add(ReadOnlySpan<OpSpec> ops, double count, in InferenceStrategy strategy, ref double weights, ref double working)
    {
        foreach (ref readonly var op in ops)
        {
            var copies = op.ParameterClass == ParameterClass.Adapter ? strategy.Adapters.Count : 1;
            weights += count * copies * op.Parameters * BitsOf(op.ParameterClass, strategy) / 8;
            working = Math.Max(working, op.OutputBytes + op.WorkspaceBytes);
        }
    }

    private static double BitsOf(ParameterClass of, in InferenceStrategy strategy) =>
        of is ParameterClass.Matrix or ParameterClass.Expert ? strategy.WeightBits
        : of == ParameterClass.Adapter ? 16
        : strategy.OtherWeightBits;

    /// <summary>Key-value heads are divided over the tensor ranks as far as they go round; a latent is not divided.</summary>
    private static double Cache(ModelSpec model, in InferenceStrategy strategy, int tensor)
    {
        var attention = model.Attention;
        var perLayer = attention.Latent is null
            ? (double)((attention.KeyValueHeads + tensor - 1) / tensor) * (attention.HeadDim + attention.ValueDim)
            : attention.CacheElementsPerToken;
        return perLayer * model.Layers / strategy.Pipeline * strategy.CacheBytes;
    }
}
