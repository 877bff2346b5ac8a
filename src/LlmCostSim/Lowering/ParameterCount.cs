using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>Parameters of a model, counted on its operations.</summary>
/// <remarks>Described in docs/method.md, "Counting".</remarks>
public static class ParameterCount
{
    /// <summary>Every parameter once; a tied head is not counted again.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The exact count.</returns>
    public static long Total(ModelSpec model) => Count(model, activeOnly: false);

    /// <summary>Parameters that take part in the computation of one token: all but the routed experts that it does not visit.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The exact count.</returns>
    public static long Active(ModelSpec model) => Count(model, activeOnly: true);

    private static long Count(ModelSpec model, bool activeOnly)
    {
        Span<OpSpec> storage = stackalloc OpSpec[ModelLowering.MaxOps];
        var options = new LoweringOptions { EncoderLength = model.EncoderLayers > 0 ? 512 : 0 };
        var sum = Sum(storage[..ModelLowering.LowerEmbedding(model, options, storage)], model, activeOnly);
        sum += Sum(storage[..ModelLowering.LowerHead(model, options, true, storage)], model, activeOnly);
        if (model.EncoderLayers > 0)
        {
            sum +=
                model.EncoderLayers
                * Sum(storage[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, storage)], model, activeOnly);
        }

        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            sum +=
                layer.Count
                * Sum(storage[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, storage)], model, activeOnly);
        }

        return sum;
    }

    private static long Sum(ReadOnlySpan<OpSpec> ops, ModelSpec model, bool activeOnly)
    {
        long sum = 0;
        foreach (ref readonly var op in ops)
        {
            var parameters = (long)op.ModelParameters;
            if (activeOnly && op.ParameterClass == ParameterClass.Expert)
            {
                parameters = parameters / model.Mixture!.Experts * model.Mixture.ExpertsPerToken;
            }

            sum += parameters;
        }

        return sum;
    }
}
