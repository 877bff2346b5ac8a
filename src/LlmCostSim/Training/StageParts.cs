using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>What one pipeline stage has to do for one micro-batch and what it holds: its layers, with the embedding on the first and the head on the last.</summary>
internal struct StageParts
{
    public PartTime Time;
    public PartMemory Memory;
    public double CheckpointBytes, LogitBytes, LargestLayerParameters, LargestLayerSaved, LayerForward, LayerRecomputeTensor;
    public int Layers;

    public static StageParts Of(ModelSpec model, in LoweringOptions options, in TrainingStrategy strategy, KernelSet kernels, in CollectiveGroups groups, int stage)
    {
        var parts = default(StageParts);
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        var pipeline = strategy.Layout.Pipeline;
        var (first, count) = PipelineSplit.LayersOf(model.Layers, pipeline, stage);
        parts.Layers = count;
        for (var layer = first; layer < first + count;)
        {
            var (kind, window) = (ModelLowering.KindOf(model, layer), model.WindowOf(layer));
            var same = layer;
            while (same < first + count && ModelLowering.KindOf(model, same) == kind && model.WindowOf(same) == window)
            {
                same++;
            }

            parts.AddLayers(ops[..ModelLowering.LowerLayer(model, kind, window, options, ops)], same - layer, kernels, groups);
            layer = same;
        }

        if (stage == 0 && model.EncoderLayers > 0)
        {
            parts.AddLayers(ops[..ModelLowering.LowerLayer(model, LayerKind.Encoder, 0, options, ops)], model.EncoderLayers, kernels, groups);
        }

        var shardTokens = options.MicroBatch * options.SequenceLength / options.Context / (options.SequenceParallel ? options.Tensor : 1);
        parts.CheckpointBytes = shardTokens * model.HiddenSize * options.ActivationBytes;
        if (stage == 0)
        {
            parts.Add(ops[..ModelLowering.LowerEmbedding(model, options, ops)], kernels, groups);
        }

        if (stage == pipeline - 1)
        {
            var head = ops[..ModelLowering.LowerHead(model, options, pipeline == 1, ops)];
            parts.Add(head, kernels, groups);
            foreach (ref readonly var op in head)
            {
                parts.LogitBytes += op.Role switch
                {
                    OpRole.Head => op.OutputBytes,
                    OpRole.Loss => op.SavedBytes + op.WorkspaceBytes,
                    _ => 0,
                };
                parts.Memory.Saved -= op.Role == OpRole.Loss ? op.SavedBytes : 0;
                parts.Memory.SavedSelective -= op.Role == OpRole.Loss ? op.SavedBytes : 0;
            }
        }

        return parts;
    }

    private void AddLayers(ReadOnlySpan<OpSpec> ops, int count, KernelSet kernels, in CollectiveGroups groups)
    {
        var time = PartTime.Of(ops, kernels, groups);
        var memory = PartMemory.Of(ops, causalHalved: true);
        Accumulate(time, memory, count);
        LayerForward += count * time.Forward;
        LayerRecomputeTensor += count * (time.TensorForward + time.ContextForward + time.ExpertForward);
        LargestLayerParameters = Math.Max(LargestLayerParameters, memory.Parameters);
        LargestLayerSaved = Math.Max(LargestLayerSaved, memory.Saved);
    }

    private void Add(ReadOnlySpan<OpSpec> ops, KernelSet kernels, in CollectiveGroups groups)
    {
        var logits = Memory.Temporary;
        Accumulate(PartTime.Of(ops, kernels, groups), PartMemory.Of(ops, causalHalved: true), 1);
        Memory.Temporary = logits;
    }

    private void Accumulate(in PartTime time, in PartMemory memory, int count)
    {
        Time.Forward += count * time.Forward;
        Time.Backward += count * time.Backward;
        Time.RecomputeCore += count * time.RecomputeCore;
        Time.TensorForward += count * time.TensorForward;
        Time.TensorBackward += count * time.TensorBackward;
        Time.ContextForward += count * time.ContextForward;
        Time.ContextBackward += count * time.ContextBackward;
        Time.ExpertForward += count * time.ExpertForward;
        Time.ExpertBackward += count * time.ExpertBackward;
        Time.ForwardKernels += count * time.ForwardKernels;
        Time.BackwardKernels += count * time.BackwardKernels;
        Time.CoreKernels += count * time.CoreKernels;
        Memory.Quantisable += count * memory.Quantisable;
        Memory.Other += count * memory.Other;
        Memory.Experts += count * memory.Experts;
        Memory.Adapters += count * memory.Adapters;
        Memory.Saved += count * memory.Saved;
        Memory.SavedSelective += count * memory.SavedSelective;
        Memory.Temporary = Math.Max(Memory.Temporary, memory.Temporary);
    }
}
