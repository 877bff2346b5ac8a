using LlmCostSim.Units;

namespace LlmCostSim.Planning;

/// <summary>What fits by one method.</summary>
public sealed record FitRow
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Id of the largest model that fits, empty if none does.</summary>
    public required string Model { get; init; }

    /// <summary>Its parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Memory that it needs per accelerator at the compared sequence length, one sequence at a time.</summary>
    public Bytes Needs { get; init; }

    /// <summary>Memory that a process can use.</summary>
    public required Bytes Has { get; init; }

    /// <summary>Longest sequence with it, in tokens, one at a time and at most the model's context; 0: none.</summary>
    public int LongestSequence { get; init; }

    /// <summary>Most sequences of the compared length per accelerator (fine-tuning) or replica (inference) at once.</summary>
    public int LargestBatch { get; init; }

    /// <summary>Largest adapter rank, a power of two; 0 where the method has no adapter.</summary>
    public int LargestRank { get; init; }

    /// <summary>Time of an epoch at the largest batch (fine-tuning); zero for inference.</summary>
    public Duration Epoch { get; init; }

    /// <summary>Tokens per second at the largest batch: trained, or generated.</summary>
    public double TokensPerSecond { get; init; }
}
