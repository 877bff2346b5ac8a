using System.Runtime.CompilerServices;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Memory of one rank at the instant of its peak, by what holds it.</summary>
/// <param name="Weights">Weights that compute reads, gathered or sharded, quantised or not.</param>
/// <param name="Gradients">Accumulated gradients.</param>
/// <param name="Optimizer">Optimizer states and master weights.</param>
/// <param name="Activations">Activations saved for the backward pass, of all micro-batches in flight.</param>
/// <param name="Logits">Logits, their gradient and the loss's working set.</param>
/// <param name="Temporary">Working tensors of the operation at the peak, a layer that is computed again, gathered weights and communication
/// buffers.</param>
/// <param name="Overhead">Outside the allocator: CUDA context, libraries' workspaces, collective communicators.</param>
public readonly record struct MemoryBreakdown(
    Bytes Weights,
    Bytes Gradients,
    Bytes Optimizer,
    Bytes Activations,
    Bytes Logits,
    Bytes Temporary,
    Bytes Overhead
)
{
    /// <summary>What the framework's allocator hands out: all but <see cref="Overhead"/>.</summary>
    public Bytes Allocated
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Weights + Gradients + Optimizer + Activations + Logits + Temporary;
    }

    /// <summary>The model's states: what stays from step to step.</summary>
    internal Bytes States => Weights + Gradients + Optimizer;

    /// <summary>All of it.</summary>
    public Bytes Total => Allocated + Overhead;
}
