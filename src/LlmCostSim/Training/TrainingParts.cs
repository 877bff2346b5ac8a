using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Training;

/// <summary>The distinct parts of a model, each lowered and timed once: dense and mixture layers with and without a window, encoder layers, embedding, head.</summary>
internal struct TrainingParts
{
    private const int Kinds = 4;

    public PartTime Full, Windowed, FullMixture, WindowedMixture, Encoder, Embedding, Head;
    private ModelSpec model;

    public static TrainingParts Of(ModelSpec model, in LoweringOptions options, KernelSet kernels, TrainingPace pace, in CollectiveGroups groups)
    {
        var parts = new TrainingParts { model = model };
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (parts.First(kind) is var layer and >= 0)
            {
                var written = ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, layer), model.WindowOf(layer), options, ops);
                parts.Layer(kind) = PartTime.Of(ops[..written], kernels, pace, groups);
            }
        }

        if (model.EncoderLayers > 0)
        {
            parts.Encoder = PartTime.Of(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], kernels, pace, groups);
        }

        parts.Embedding = PartTime.Of(ops[..ModelLowering.LowerEmbedding(model, options, ops)], kernels, pace, groups);
        var head = ModelLowering.LowerHead(model, options, groups.Pipeline.Ranks == 1, ops);
        parts.Head = PartTime.Of(ops[..head], kernels, pace, groups);
        return parts;
    }

    /// <summary>How many layers of a kind are among <paramref name="count"/> from <paramref name="first"/> on.</summary>
    public readonly int Count(int kind, int first, int count)
    {
        if (model.Mixture is null && model.Attention.SlidingWindow == 0)
        {
            return kind == 0 ? count : 0;
        }

        var found = 0;
        for (var layer = first; layer < first + count; layer++)
        {
            found += KindOf(layer) == kind ? 1 : 0;
        }

        return found;
    }

    /// <summary>The time of a kind of layer.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref PartTime Layer(int kind)
    {
        switch (kind)
        {
            case 0:
                return ref Full;
            case 1:
                return ref Windowed;
            case 2:
                return ref FullMixture;
            default:
                return ref WindowedMixture;
        }
    }

    private readonly int KindOf(int layer) => (model.WindowOf(layer) > 0 ? 1 : 0) + (ModelLowering.KindOf(model, layer) == LayerKind.Mixture ? 2 : 0);

    private readonly int First(int kind)
    {
        for (var layer = 0; layer < model.Layers; layer++)
        {
            if (KindOf(layer) == kind)
            {
                return layer;
            }
        }

        return -1;
    }
}
