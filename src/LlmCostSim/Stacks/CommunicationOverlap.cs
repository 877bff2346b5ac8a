namespace LlmCostSim.Stacks;

/// <summary>Which communication runs beside compute instead of between it.</summary>
[Flags]
public enum CommunicationOverlap
{
    /// <summary>None: every transfer is waited for.</summary>
    None = 0,

    /// <summary>
    /// Gradient reduction of data parallelism, bucket by bucket behind the last micro-batch's backward pass, and the gathering of updated
    /// weights behind the next forward pass.
    /// </summary>
    Data = 1,

    /// <summary>Gathering of sharded weights ahead of their layer, and reduction of its gradients behind the next (FSDP, ZeRO-3).</summary>
    Gather = 2,

    /// <summary>Tensor-parallel collectives beside the matrix multiplies that they feed or follow (Megatron-Core's user buffers).</summary>
    Tensor = 4,

    /// <summary>Transfers between pipeline stages (Megatron-Core's overlapped sends of the interleaved schedule).</summary>
    Pipeline = 8,

    /// <summary>Exchange of tokens among expert ranks.</summary>
    Expert = 16,

    /// <summary>Everything.</summary>
    All = Data | Gather | Tensor | Pipeline | Expert,
}
