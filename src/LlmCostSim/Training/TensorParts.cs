using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>
/// The memory readings of a model's parts under one division: what the stages of every pipeline, recomputation and sharding are composed
/// of.
/// </summary>
internal struct TensorParts
{
    public LayerParts<PartTensors> Layers;
    public PartTensors Encoder,
        Embedding,
        Head;

    /// <summary>Bytes of the residual stream of one micro-batch.</summary>
    public double Checkpoint;

    /// <summary>Logits of the micro-batch on the rank, and bytes of the head's whole input.</summary>
    public double Logits,
        HeadInput;

    /// <summary>Sets what does not come from operations.</summary>
    public void Begin(ModelSpec model, in LoweringOptions options) =>
        (Logits, HeadInput, Checkpoint) = (
            0,
            0,
            options.MicroBatch
                * options.SequenceLength
                / options.Context
                / (options.SequenceParallel ? options.Tensor : 1)
                * model.HiddenSize
                * options.ActivationBytes
        );

    /// <summary>Lowers every part for its memory alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Division, formats and kernels.</param>
    /// <param name="tied">Whether embedding and head lie on the same rank.</param>
    public static TensorParts Of(ModelSpec model, in LoweringOptions options, bool tied)
    {
        var parts = default(TensorParts);
        parts.Begin(model, options);
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            parts.Layers[layer.Place] = PartTensors.Of(
                ops[..ModelLowering.LowerLayer(model, layer.Kind, layer.Window, options, ops)],
                parts.Checkpoint
            );
        }

        if (model.EncoderLayers > 0)
        {
            parts.Encoder = PartTensors.Of(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], parts.Checkpoint);
        }

        parts.Embedding = PartTensors.Of(ops[..ModelLowering.LowerEmbedding(model, options, ops)], parts.Checkpoint);
        parts.ReadHead(ops[..ModelLowering.LowerHead(model, options, tied, ops)]);
        return parts;
    }

    /// <summary>Reads the head; the operations of the loss are altered.</summary>
    public void ReadHead(Span<OpSpec> head)
    {
        foreach (ref var op in head)
        {
            if (op.Role == OpRole.Head && op.OutputBytes > 0 && op.ParameterClass == ParameterClass.Head)
            {
                Logits = op.M * op.N;
                HeadInput = op.M * op.K * (op.OutputBytes / Logits);
            }
            else if (op.Role == OpRole.Loss)
            {
                // The loss's working set is counted per logit, by the stack's implementation.
                (op.SavedBytes, op.WorkspaceBytes) = (0, 0);
            }
        }

        Head = PartTensors.Of(head, Checkpoint);
    }
}
