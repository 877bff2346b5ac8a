using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>
/// Lowers a model under given options to the operations of its parts. Everything the product knows of a model's arithmetic, memory and
/// traffic is read from these operations.
/// </summary>
internal static class ModelLowering
{
    /// <summary>Longest program that any part lowers to.</summary>
    public const int MaxOps = OpWriter.Capacity;

    /// <summary>Writes the operations of one layer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">Which kind of layer.</param>
    /// <param name="window">Attention window of the layer; 0: none.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="destination">Room for <see cref="MaxOps"/> operations.</param>
    /// <returns>How many were written.</returns>
    public static int LowerLayer(ModelSpec model, LayerKind kind, int window, in LoweringOptions options, Span<OpSpec> destination)
    {
        var tokens = kind == LayerKind.Encoder ? options.EncoderLength : options.SequenceLength;
        var writer = new OpWriter(destination, model, options, tokens);
        LayerLowering.Write(ref writer, kind, window);
        return writer.Ops.Length;
    }

    /// <summary>Writes the operations before the first layer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="destination">Room for <see cref="MaxOps"/> operations.</param>
    /// <returns>How many were written.</returns>
    public static int LowerEmbedding(ModelSpec model, in LoweringOptions options, Span<OpSpec> destination)
    {
        var writer = new OpWriter(destination, model, options, options.SequenceLength + options.EncoderLength);
        EmbeddingLowering.Write(ref writer);
        return writer.Ops.Length;
    }

    /// <summary>Writes the operations after the last layer, the loss among them in training.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="tiedTableOnRank">Whether the rank holds the embedding table that a tied head shares.</param>
    /// <param name="destination">Room for <see cref="MaxOps"/> operations.</param>
    /// <returns>How many were written.</returns>
    public static int LowerHead(ModelSpec model, in LoweringOptions options, bool tiedTableOnRank, Span<OpSpec> destination)
    {
        var writer = new OpWriter(destination, model, options, options.SequenceLength);
        HeadLowering.Write(ref writer, tiedTableOnRank);
        return writer.Ops.Length;
    }

    /// <summary>The kind of decoder layer <paramref name="index"/>, from 0.</summary>
    /// <param name="model">The model.</param>
    /// <param name="index">Layer, from 0 to <see cref="ModelSpec.Layers"/> − 1.</param>
    public static LayerKind KindOf(ModelSpec model, int index) =>
        model.EncoderLayers > 0 ? LayerKind.CrossDecoder
        : model.IsMixtureLayer(index) ? LayerKind.Mixture
        : LayerKind.Dense;
}
