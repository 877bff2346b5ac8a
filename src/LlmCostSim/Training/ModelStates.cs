using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// Bytes of weights, gradients and optimizer states that one rank holds all through a step, and what sharding gathers on top while it
/// computes.
/// </summary>
/// <remarks>Described in docs/method.md, "Memory" and docs/training.md, "Memory".</remarks>
internal readonly struct ModelStates
{
    public readonly double Weights,
        Gradients,
        Optimizer,
        Gathered,
        StepTemporary,
        Resident,
        HeadPlaceholder;

    /// <summary>Bytes of gradients while micro-batches accumulate, where that is more than <see cref="Gradients"/>.</summary>
    public readonly double Accumulated;

    /// <summary>
    /// Bytes of the unit of embedding and head at the end of the backward pass: gathered weights, their gradients and the flat tensor that
    /// these are joined in.
    /// </summary>
    public readonly double FlatUnit;

    /// <summary>
    /// Bytes of <see cref="Optimizer"/> in pages that the driver moves to host memory where the accelerator is full (QLoRA, Dettmers et al.
    /// 2023, section 3).
    /// </summary>
    public readonly double Paged;

    /// <param name="tensors">The stage's tensors.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="constants">The stack's.</param>
    /// <param name="hiddenSize">Length of the model's vectors.</param>
    /// <param name="perNode">Accelerators of a node, within which hybrid sharding divides.</param>
    public ModelStates(
        in StageTensors tensors,
        in TrainingStrategy strategy,
        MemoryConstants constants,
        int hiddenSize,
        int perNode = int.MaxValue
    )
    {
        var frozen = strategy.Adapter.Kind != AdapterKind.None;
        var shards = StateShards.Of(strategy, perNode);
        var trained = frozen ? (Dense: tensors.Adapters, Experts: 0) : (Dense: tensors.Base - tensors.Experts, tensors.Experts);
        var stored = StoredBytes(tensors, strategy, constants);
        var experts = tensors.Experts * (strategy.Adapter.Quantises ? strategy.Adapter.BitsPerWeight / 8 : strategy.Precision.WeightBytes);
        var full = strategy.Sharding.DividesWeights();
        var fetched = strategy.Offload.Parameters != OffloadTarget.None;
        Weights =
            fetched ? 0
            : full ? shards.Part(stored - experts, experts)
            : stored;
        Gathered = full || fetched ? GatheredBytes(tensors, strategy, constants, frozen, stored) : 0;
        Gradients = GradientBytes(strategy, constants, trained, shards);
        if (full && !frozen)
        {
            var gradient = strategy.Precision.MainGradientBytes;
            Accumulated = (constants.Retention & TensorRetention.WholeAccumulation) != 0 ? gradient * (trained.Dense + trained.Experts) : 0;
            FlatUnit =
                (constants.Retention & TensorRetention.FlatUnits) != 0
                    ? tensors.Outside * (strategy.Precision.GatherBytes + (2 * gradient))
                    : 0;
        }

        var held = shards.Part(trained.Dense, trained.Experts);
        if (strategy.Offload.Optimizer == OffloadTarget.None)
        {
            var share = held / Math.Max(1, trained.Dense + trained.Experts);
            var factors = share * (frozen ? tensors.AdapterFactors : tensors.Factors);
            Optimizer =
                OptimizerStates.Bytes(
                    strategy.Optimizer,
                    strategy.Precision.StateBytes,
                    held,
                    frozen ? 0 : share * tensors.Vectors,
                    hiddenSize,
                    factors
                ) + (held * strategy.Precision.MasterWeightBytes);

            Paged = strategy.Optimizer == OptimizerKind.AdamWPaged ? Optimizer - (held * strategy.Precision.MasterWeightBytes) : 0;

            // bitsandbytes updates in one kernel per tensor.
            StepTemporary = strategy.Optimizer is OptimizerKind.AdamW8Bit or OptimizerKind.AdamWPaged
                ? 0
                : held * constants.OptimizerTemporaryBytes;
            Optimizer += (constants.Retention & TensorRetention.StepBuffers) != 0 ? StepTemporary : 0;
        }

        if ((constants.Retention & TensorRetention.PlaceholderGradients) != 0 && !frozen)
        {
            Resident = (tensors.AttentionShapes + tensors.FeedForwardShapes) * strategy.Precision.WeightBytes;
            HeadPlaceholder = Math.Max(tensors.Head, tensors.Logits > 0 ? tensors.Embeddings : 0) * strategy.Precision.WeightBytes;
        }
    }

    /// <summary>
    /// Main gradients, none on the accelerator where reduced gradients go to host memory as they come (Ren et al. 2021), and the stack's
    /// further copies.
    /// </summary>
    private static double GradientBytes(
        in TrainingStrategy strategy,
        MemoryConstants constants,
        (double Dense, double Experts) trained,
        StateShards shards
    )
    {
        var precision = strategy.Precision;
        var sharded = strategy.Sharding is not (Sharding.None or Sharding.Zero1);
        var all = trained.Dense + trained.Experts;
        var held = sharded ? shards.Part(trained.Dense, trained.Experts) : all;
        var main = sharded && strategy.Offload.Optimizer != OffloadTarget.None ? 0 : precision.MainGradientBytes * held;
        var copied = constants.ReduceBufferElements > 0 ? Math.Min(all, constants.ReduceBufferElements) : all;
        var autograd =
            (constants.Retention & TensorRetention.AutogradGradients) != 0 && precision.MainGradientBytes > precision.WeightBytes ? all : 0;
        return main + (constants.ReductionCopyBytes * copied) + (precision.WeightBytes * autograd);
    }

    /// <summary>All parameters of the rank in their storage formats, unsharded.</summary>
    private static double StoredBytes(in StageTensors tensors, in TrainingStrategy strategy, MemoryConstants constants)
    {
        var precision = strategy.Precision;
        if (!strategy.Adapter.Quantises)
        {
            return (tensors.Base + tensors.Adapters) * precision.WeightBytes;
        }

        var head = (constants.Retention & TensorRetention.QuantizedHead) != 0 ? tensors.Head : 0;
        var quantised = tensors.Matrices + tensors.Experts + head;
        return (quantised * strategy.Adapter.BitsPerWeight / 8) + ((tensors.Base - quantised + tensors.Adapters) * precision.WeightBytes);
    }

    /// <summary>
    /// Gathered weights at one time, and the gradient of one layer before it is reduced: what lies outside the layers stays gathered,
    /// layers come and go; buffers that the stack fills ahead count where they are larger. A reduction bucket exists in the gradients'
    /// format and in the reduction's.
    /// </summary>
    private static double GatheredBytes(
        in StageTensors tensors,
        in TrainingStrategy strategy,
        MemoryConstants constants,
        bool frozen,
        double stored
    )
    {
        var gather = strategy.Precision.GatherBytes;
        if (frozen && (constants.Retention & TensorRetention.GatheredWeights) != 0)
        {
            // The units' gradients are as wide as the units, trained or not.
            return stored + ((tensors.Outside + tensors.LargestLayer) * strategy.Precision.WeightBytes);
        }

        var all = tensors.Base + tensors.Adapters;
        var ahead = Math.Max(constants.GatheredLayers * tensors.LargestLayer, constants.GatherBufferElements);
        var elements = strategy.Sharding == Sharding.FsdpGradOp ? all : Math.Min(all, tensors.Outside + ahead);
        var weights = elements * gather;
        if (strategy.Adapter.Quantises && all > tensors.Outside)
        {
            // Quantised matrices are gathered as they are stored (bitsandbytes' quant_storage); outside the layers nothing is.
            var quantised = (elements - tensors.Outside) * (tensors.Matrices + tensors.Experts) / (all - tensors.Outside);
            weights -= quantised * (gather - (strategy.Adapter.BitsPerWeight / 8));
        }

        var unreduced = frozen ? 0 : Math.Max(tensors.LargestLayer, Math.Max(tensors.Head, tensors.Embeddings));
        var reduce = strategy.Precision.ReduceBytes;
        return constants.ReduceBufferElements > 0 && !frozen
            ? weights + (unreduced * gather) + (constants.ReduceBufferElements * (gather + reduce))
            : weights + (unreduced * Math.Max(gather, reduce));
    }
}
