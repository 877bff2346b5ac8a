using LlmCostSim.Inference;
using LlmCostSim.Stacks;

namespace LlmCostSim.Serving;

/// <summary>How requests are spread over replicas and batched in them. What is left open is as the engine does it. Immutable.</summary>
public sealed record SchedulingOptions
{
    /// <summary>Which replica gets a request; round robin by default.</summary>
    public RoutingPolicy Routing { get; init; }

    /// <summary>Whether prompts and generation share steps; <see langword="null"/>: as the engine does.</summary>
    public BatchingPolicy? Batching { get; init; }

    /// <summary>Whether a prompt may be worked on in pieces, over several steps; <see langword="null"/>: as the engine does.</summary>
    public bool? ChunkedPrefill { get; init; }

    /// <summary>Whether keys and values of shared prefixes are kept and used again; off by default.</summary>
    public bool PrefixCaching { get; init; }

    /// <summary>Most sequences that run at a time in one scheduler; <see langword="null"/>: the engine's.</summary>
    public int? MaxSequences { get; init; }

    /// <summary>Most tokens of one step; <see langword="null"/>: the engine's.</summary>
    public int? MaxBatchedTokens { get; init; }

    /// <summary>
    /// Replicas that work on prompts only and hand their cache on to the others; 0 (the default): every replica does both.
    /// </summary>
    public int PrefillReplicas { get; init; }

    /// <summary>The limits of an engine with what was given in their place.</summary>
    internal AdmissionLimits Over(in AdmissionLimits engine) =>
        engine with
        {
            Batching = Batching ?? engine.Batching,
            Chunked = ChunkedPrefill ?? engine.Chunked,
            Sequences = MaxSequences ?? engine.Sequences,
            StepTokens = MaxBatchedTokens ?? engine.StepTokens,
        };
}
