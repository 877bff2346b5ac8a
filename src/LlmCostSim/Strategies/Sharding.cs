namespace LlmCostSim.Strategies;

/// <summary>Which model states the data-parallel ranks divide among themselves (Rajbhandari et al. 2020; Zhao et al. 2023).</summary>
public enum Sharding
{
    /// <summary>None: plain data parallelism.</summary>
    None,

    /// <summary>Optimizer states (ZeRO-1, Megatron's distributed optimizer).</summary>
    Zero1,

    /// <summary>Optimizer states and gradients.</summary>
    Zero2,

    /// <summary>Optimizer states, gradients and weights, gathered layer by layer.</summary>
    Zero3,

    /// <summary>PyTorch FSDP, full shard: as ZeRO-3.</summary>
    FsdpFull,

    /// <summary>PyTorch FSDP, shard-grad-op: weights stay gathered between forward and backward.</summary>
    FsdpGradOp,

    /// <summary>Hybrid FSDP: full shard within a node, replicas across nodes.</summary>
    Hsdp,
}
