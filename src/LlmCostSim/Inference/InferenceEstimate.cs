using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>What serving one batch takes. A value; evaluating it allocates nothing.</summary>
public readonly record struct InferenceEstimate
{
    /// <summary>Time to the first token of a batch: the prompt pass.</summary>
    public required Duration TimeToFirstToken { get; init; }

    /// <summary>Time per further token, mean over the output.</summary>
    public required Duration TimePerOutputToken { get; init; }

    /// <summary>From request to last token.</summary>
    public required Duration EndToEnd { get; init; }

    /// <summary>Generated tokens per second over all replicas.</summary>
    public required double OutputTokensPerSecond { get; init; }

    /// <summary>Memory of the rank that needs most.</summary>
    public required InferenceMemory Memory { get; init; }

    /// <summary>Sequences of this length that fit at once in one replica.</summary>
    public required double MaxBatch { get; init; }

    /// <summary>Longest sequence that fits at this batch.</summary>
    public required double MaxContext { get; init; }
}
