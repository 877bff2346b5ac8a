using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Bytes of weights, gradients and optimizer states that one rank holds all through a step, and what sharding gathers on top while it computes.</summary>
internal readonly struct ModelStates
{
    public readonly double Weights, Gradients, Optimizer, Gathered, StepTemporary, Resident, HeadPlaceholder;

    /// <param name="tensors">The stage's tensors.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="constants">The stack's.</param>
    /// <param name="hiddenSize">Length of the model's vectors.</param>
    /// <param name="perNode">Accelerators of a node, within which hybrid sharding divides.</param>
    public ModelStates(in StageTensors tensors, in TrainingStrategy strategy, MemoryConstants constants, int hiddenSize, int perNode = int.MaxValue)
    {
        var layout = strategy.Layout;
        var precision = strategy.Precision;
        var shards = (double)layout.Data * layout.Context;
        if (strategy.Sharding == Sharding.Hsdp)
        {
            shards = Math.Min(shards, Math.Max(1, perNode / layout.Tensor));
        }

        var expertShards = Math.Max(1, shards / layout.Expert);
        var (sharding, frozen) = (strategy.Sharding, strategy.Adapter.Kind != AdapterKind.None);
        var bytes = StoredBytes(tensors, strategy, constants);
        var experts = tensors.Experts * (Quantised(strategy) ? PartMemory.QuantisedBits(strategy.Adapter) / 8 : precision.WeightBytes);
        var dense = bytes - experts;
        var full = sharding is Sharding.Zero3 or Sharding.FsdpFull or Sharding.FsdpGradOp or Sharding.Hsdp;
        Weights = full ? (dense / shards) + (experts / expertShards) : bytes;

        var trainedExperts = frozen ? 0 : tensors.Experts;
        var trainedDense = frozen ? tensors.Adapters : tensors.Base - tensors.Experts;
        var shardsGradients = sharding is not (Sharding.None or Sharding.Zero1);

        // With the optimizer in host memory, reduced gradients go there as they come (Ren et al. 2021).
        Gradients = shardsGradients && strategy.Offload.Optimizer != OffloadTarget.None ? 0 : precision.MainGradientBytes * ((trainedDense / (shardsGradients ? shards : 1)) + (trainedExperts / (shardsGradients ? expertShards : 1)));

        var (denseStates, expertStates) = sharding == Sharding.None ? (1, 1) : (shards, expertShards);
        var count = (trainedDense / denseStates) + (trainedExperts / expertStates);
        var states = OptimizerStates.Bytes(strategy.Optimizer, precision.StateBytes, count, frozen ? 0 : tensors.Vectors / denseStates, hiddenSize, (frozen ? tensors.AdapterFactors : tensors.Factors) / denseStates);
        Optimizer = strategy.Offload.Optimizer == OffloadTarget.None ? states + (count * precision.MasterWeightBytes) : 0;
        // bitsandbytes updates in one kernel per tensor.
        StepTemporary = strategy.Offload.Optimizer == OffloadTarget.None && strategy.Optimizer is not (OptimizerKind.AdamW8Bit or OptimizerKind.AdamWPaged) ? count * constants.OptimizerTemporaryBytes : 0;
        var retained = constants.Retention;
        var trained = trainedDense + trainedExperts;
        Gradients += (constants.ReductionCopyBytes * (constants.ReduceBufferElements > 0 ? Math.Min(trained, constants.ReduceBufferElements) : trained))
            + (trained * ((retained & TensorRetention.AutogradGradients) != 0 && precision.MainGradientBytes > precision.WeightBytes ? precision.WeightBytes : 0));
        Optimizer += (retained & TensorRetention.StepBuffers) != 0 ? StepTemporary : 0;
        if ((retained & TensorRetention.PlaceholderGradients) != 0 && !frozen)
        {
            Resident += (tensors.AttentionShapes + tensors.FeedForwardShapes) * precision.WeightBytes;
            HeadPlaceholder = Math.Max(tensors.Head, tensors.Logits > 0 ? tensors.Embeddings : 0) * precision.WeightBytes;
        }

        var fetched = strategy.Offload.Parameters != OffloadTarget.None;
        if (fetched)
        {
            Weights = 0;
        }

        Gathered = full || fetched ? GatheredBytes(tensors, strategy, constants, frozen, bytes) : 0;
    }

    private static bool Quantised(in TrainingStrategy strategy) =>
        strategy.Adapter.Kind is not (AdapterKind.None or AdapterKind.Lora) && strategy.Adapter.Quantization != WeightQuantization.None;

    /// <summary>All parameters of the rank in their storage formats, unsharded.</summary>
    private static double StoredBytes(in StageTensors tensors, in TrainingStrategy strategy, MemoryConstants constants)
    {
        var precision = strategy.Precision;
        if (!Quantised(strategy))
        {
            return (tensors.Base + tensors.Adapters) * precision.WeightBytes;
        }

        var head = (constants.Retention & TensorRetention.QuantizedHead) != 0 ? tensors.Head : 0;
        var quantised = tensors.Matrices + tensors.Experts + head;
        return (quantised * PartMemory.QuantisedBits(strategy.Adapter) / 8) + ((tensors.Base - quantised + tensors.Adapters) * precision.WeightBytes);
    }

    /// <summary>Gathered weights at one time, and the gradient of one layer before it is reduced: what lies outside the layers stays gathered, layers come and go; buffers that the stack fills ahead count where they are larger. A reduction bucket exists in the gradients' format and in the reduction's.</summary>
    private static double GatheredBytes(in StageTensors tensors, in TrainingStrategy strategy, MemoryConstants constants, bool frozen, double stored)
    {
        var gather = strategy.Precision.GatherBytes;
        if ((constants.Retention & TensorRetention.GatheredWeights) != 0)
        {
            // The units' gradients are as wide as the units, trained or not.
            return stored + ((tensors.Outside + tensors.LargestLayer) * strategy.Precision.WeightBytes);
        }

        var all = tensors.Base + tensors.Adapters;
        var ahead = Math.Max(constants.GatheredLayers * tensors.LargestLayer, constants.GatherBufferElements);
        var weights = strategy.Sharding == Sharding.FsdpGradOp ? all : Math.Min(all, tensors.Outside + ahead);
        var unreduced = frozen ? 0 : Math.Max(tensors.LargestLayer, Math.Max(tensors.Head, tensors.Embeddings));
        var reduce = strategy.Precision.ReduceBytes;
        return constants.ReduceBufferElements > 0 && !frozen
            ? (weights * gather) + (unreduced * gather) + (constants.ReduceBufferElements * (gather + reduce))
            : (weights * gather) + (unreduced * Math.Max(gather, reduce));
    }
}
