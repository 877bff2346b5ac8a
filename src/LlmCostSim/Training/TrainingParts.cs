using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Training;

/// <summary>
/// The distinct parts of a model, each lowered and timed once: dense and mixture layers with and without a window, encoder layers,
/// embedding, head.
/// </summary>
internal struct TrainingParts
{
    public LayerParts<PartTime> Layers;
    public PartTime Encoder,
        Embedding,
        Head;

    /// <summary>Bytes of the residual stream of one micro-batch, which is what full recomputation keeps of a layer.</summary>
    public double Checkpoint;

    public static TrainingParts Of(
        ModelSpec model,
        in LoweringOptions options,
        KernelSet kernels,
        TrainingPace pace,
        in CollectiveGroups groups
    )
    {
        var parts = default(TrainingParts);
        var tensors = default(TensorParts);
        parts.Read(model, options, kernels, pace, groups, groups.Pipeline.Ranks == 1, ref tensors);
        return parts;
    }

    /// <summary>Lowers every part once and takes its time and its memory from the same operations.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="kernels">Kernel models.</param>
    /// <param name="pace">The stack's shares of them.</param>
    /// <param name="groups">Who communicates; the data and pipeline groups do not matter here.</param>
    /// <param name="tied">Whether embedding and head lie on the same rank.</param>
    /// <param name="tensors">Takes the memory.</param>
    public void Read(
        ModelSpec model,
        in LoweringOptions options,
        KernelSet kernels,
        TrainingPace pace,
        in CollectiveGroups groups,
        bool tied,
        ref TensorParts tensors
    )
    {
        tensors.Begin(model, options);
        Checkpoint = tensors.Checkpoint;
        var known = default(KnownCollectives);
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            var written = ops[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, ops)];
            Layers[layer.Place] = PartTime.Of(written, kernels, pace, groups, ref known);
            tensors.Layers[layer.Place] = PartTensors.Of(written, tensors.Checkpoint);
        }

        if (model.EncoderLayers > 0)
        {
            var encoder = ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)];
            Encoder = PartTime.Of(encoder, kernels, pace, groups, ref known);
            tensors.Encoder = PartTensors.Of(encoder, tensors.Checkpoint);
        }

        var embedding = ops[..ModelLowering.LowerEmbedding(model, options, ops)];
        Embedding = PartTime.Of(embedding, kernels, pace, groups, ref known);
        tensors.Embedding = PartTensors.Of(embedding, tensors.Checkpoint);
        var head = ops[..ModelLowering.LowerHead(model, options, tied, ops)];
        Head = PartTime.Of(head, kernels, pace, groups, ref known);
        tensors.ReadHead(head);
    }
}
