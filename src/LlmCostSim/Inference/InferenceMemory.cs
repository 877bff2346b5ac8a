using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>Memory of one rank while serving, by what holds it.</summary>
/// <param name="Weights">Weights in their storage format.</param>
/// <param name="KeyValueCache">Keys and values of all sequences: at their full length in a static batch.</param>
/// <param name="Activations">Working tensors of the largest step.</param>
/// <param name="Overhead">Context, graphs, workspaces.</param>
public readonly record struct InferenceMemory(Bytes Weights, Bytes KeyValueCache, Bytes Activations, Bytes Overhead)
{
    /// <summary>All of it.</summary>
    public Bytes Total => Weights + KeyValueCache + Activations + Overhead;
}
