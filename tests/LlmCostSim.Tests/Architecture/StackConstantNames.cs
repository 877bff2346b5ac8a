namespace LlmCostSim.Tests.Architecture;

/// <summary>Names of a training stack's constants as its JSON has them, with unit and meaning, for the page that lists them.</summary>
internal static class StackConstantNames
{
    public static (string Name, string Unit, string Meaning)[] All { get; } =
    [
        (
            "matrixShare",
            "ratio",
            "share of the multiply model's rate that a step sustains: clocks under lasting load, cold caches, age of the library"
        ),
        ("attentionShare", "ratio", "share of the fused attention model's rate"),
        ("coldGroupShare", "ratio", "part of the traffic of each expert's weights and gradients that its multiply does not hide"),
        ("lossMetrics", "count", "times that the cross-entropy is computed once more for metrics of the training batch"),
        ("routingMilliseconds", "ms", "time of a mixture layer per micro-batch while the host waits for the counts of routed tokens"),
        ("elementwiseFactor", "ratio", "traffic of memory-bound kernels over the clean count of passes: casts, copies, transposes"),
        ("misalignedMatrixFactor", "ratio", "how much longer a multiply takes whose width is no multiple of 8"),
        ("misalignedFactor", "ratio", "how much longer an unfused attention multiply takes whose head dimension is no multiple of 8"),
        ("tensorShare", "ratio", "share of the collective model's rate within a node that tensor parallelism reaches between kernels"),
        ("networkShare", "ratio", "share of the collective model's rate between nodes that gradients and weights reach"),
        (
            "exchangeShare",
            "ratio",
            "the same of what micro-batches wait for: tensor, context and expert parallelism, transfers between stages"
        ),
        ("overlapSlowdown", "ratio", "part of hidden communication time by which compute takes longer"),
        ("gradientBucketElements", "elements", "gradients of one bucket"),
        ("gradientBucketElementsPerRank", "elements per rank", "gradients that a bucket has at least for each data-parallel rank"),
        ("kernelLaunchMicroseconds", "µs", "host time per kernel of the lowering, which stands for more than one call"),
        ("microBatchOverheadMilliseconds", "ms", "host time per micro-batch and stage that no kernel hides"),
        ("stepOverheadMilliseconds", "ms", "host time per step"),
        (
            "optimizerExtraBytes",
            "bytes per parameter",
            "traffic of the optimizer step beyond states, gradients and weights: norm, clipping, zeroing, copies"
        ),
        ("tensorGradientOverlap", "switch", "the reduction of an input's gradient runs beside the weight gradient's multiply"),
        ("synchronousLaunch", "switch", "the host waits for each kernel"),
        ("collectivesApart", "switch", "collectives are put between profiled kernels afterwards"),
        ("recomputeStopsEarly", "switch", "recomputation leaves out each layer's last multiply"),
        ("padsVocabulary", "switch", "the vocabulary is rounded up, so that a head is never misaligned"),
        ("mainGradientBytes", "bytes per parameter", "gradients that are accumulated, where the user does not say it"),
        ("reduceBytes", "bytes per parameter", "the same of their reduction over data-parallel ranks"),
        ("masterWeightBytes", "bytes per parameter", "the optimizer's own copy of the weights"),
        ("contextMemoryMiB", "MiB", "driver context and libraries, outside the allocator"),
        ("communicatorMemoryMiB", "MiB", "buffers of one collective communicator"),
        ("fragmentation", "ratio", "what the allocator holds beyond the peak, of the memory that comes and goes"),
        ("lossBytesPerLogit", "bytes", "alive per logit when the backward pass starts"),
        ("lossParallelBytesPerLogit", "bytes", "the same where tensor ranks share the vocabulary"),
        ("headBytesPerLogit", "bytes", "alive per logit at the head's backward multiply"),
        ("heldBytesPerLogit", "bytes", "kept per logit through the backward pass"),
        ("lossChunkTokens", "tokens", "a chunk of the loss"),
        ("lossChunkBytesPerLogit", "bytes", "alive per logit of such a chunk"),
        ("dequantizedCopies", "count", "copies that expanding a quantised matrix makes at once"),
        ("optimizerTemporaryBytes", "bytes per parameter", "temporary tensors of the optimizer step"),
        ("reductionCopyBytes", "bytes per parameter", "flat copy of the gradients for their reduction"),
        ("gatheredLayers", "layers", "layers whose weights a sharded run holds gathered at once"),
        ("gatherBufferElements", "elements", "gathered weights that a sharded run may keep or fetch ahead"),
        ("reduceBufferElements", "elements", "gradient reduction buffer"),
    ];
}
