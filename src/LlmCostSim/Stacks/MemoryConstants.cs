namespace LlmCostSim.Stacks;

/// <summary>How a software stack uses memory, as counts of tensors that its code holds. No constant is of a model or a job.</summary>
internal sealed record MemoryConstants
{
    /// <summary>What is kept beyond need.</summary>
    public TensorRetention Retention { get; init; }

    /// <summary>
    /// Bytes alive per logit of the micro-batch when the backward pass starts at the loss: logits in their formats, log-probabilities and
    /// gradients.
    /// </summary>
    public double LossBytesPerLogit { get; init; } = 10;

    /// <summary>
    /// The same where tensor-parallel ranks share the vocabulary and the loss is spelt out over their exchange; 0: no different.
    /// </summary>
    public double LossParallelBytesPerLogit { get; init; }

    /// <summary>Bytes per logit alive when the head's backward product runs, beside which a quantised head is expanded.</summary>
    public double HeadBytesPerLogit { get; init; }

    /// <summary>Bytes per logit that the training loop keeps referenced through the backward pass.</summary>
    public double HeldBytesPerLogit { get; init; }

    /// <summary>Tokens of a chunk of the loss whose gradients are alive at once; 0: the loss is not chunked.</summary>
    public double LossChunkTokens { get; init; }

    /// <summary>Bytes per logit of such a chunk.</summary>
    public double LossChunkBytesPerLogit { get; init; }

    /// <summary>
    /// Copies in the compute format that expanding one quantised matrix makes at once: 2 where the storage format remembers another 16-bit
    /// type than compute's.
    /// </summary>
    public double DequantizedCopies { get; init; } = 1;

    /// <summary>Bytes per trained parameter of the optimizer step's temporary tensors.</summary>
    public double OptimizerTemporaryBytes { get; init; }

    /// <summary>Bytes per trained parameter on the rank of a flat copy of the gradients for their reduction.</summary>
    public double ReductionCopyBytes { get; init; }

    /// <summary>
    /// What the allocator holds beyond the peak, as a share of the memory that comes and goes (activations, logits, temporaries); 0 or
    /// more. Weights and states are allocated once and leave no gaps.
    /// </summary>
    public double Fragmentation { get; init; } = 0.2;

    /// <summary>Layers whose weights a sharded run holds gathered at once.</summary>
    public double GatheredLayers { get; init; } = 2;

    /// <summary>Elements of gathered weights that the sharded run may keep or fetch ahead whatever the layer size; 0: none.</summary>
    public double GatherBufferElements { get; init; }

    /// <summary>Elements of the gradient reduction buffer, which also bounds the flat copy; 0: none of its own, no bound.</summary>
    public double ReduceBufferElements { get; init; }
}
