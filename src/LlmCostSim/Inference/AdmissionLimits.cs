using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Inference;

/// <summary>
/// What one scheduler of an engine lets into a step and into its cache: the rules that the closed form of a load
/// (<see cref="ContinuousBatching"/>) and the simulation of its requests both read. A value.
/// </summary>
/// <remarks>Described in docs/inference.md, "Limits of an engine".</remarks>
internal readonly record struct AdmissionLimits
{
    /// <summary>Which requests share a step.</summary>
    public BatchingPolicy Batching { get; init; }

    /// <summary>Whether prompts may be worked on in pieces.</summary>
    public bool Chunked { get; init; }

    /// <summary>Share of its output for which a request finds room when it is admitted, 0–1.</summary>
    public double CacheReserve { get; init; }

    /// <summary>Most sequences at a time.</summary>
    public int Sequences { get; init; }

    /// <summary>Most tokens of a step.</summary>
    public int StepTokens { get; init; }

    /// <summary>Tokens of a cache block.</summary>
    public int BlockTokens { get; init; }

    /// <summary>Whether a request's whole output is reserved when it is admitted, so that it never loses its place.</summary>
    public bool Reserves => CacheReserve >= 1;

    /// <summary>The limits of an engine that is told nothing else.</summary>
    public static AdmissionLimits Of(InferenceEngine engine, Accelerator accelerator, ModelSpec model)
    {
        var limits = engine.LimitsOn(accelerator);
        return new AdmissionLimits
        {
            Batching = engine.Batching,
            Chunked = engine.ChunkedPrefill,
            CacheReserve = engine.CacheReserve,
            Sequences = limits.Sequences,
            StepTokens = limits.WholeContext ? Math.Max(limits.StepTokens, model.MaxSequence) : limits.StepTokens,
            BlockTokens = engine.BlockTokens,
        };
    }

    /// <summary>Tokens of prompts that a step takes at most.</summary>
    /// <param name="generating">Sequences that generate: where they share the step, each has a token of it.</param>
    public double PromptTokens(double generating) => Batching == BatchingPolicy.Mixed ? StepTokens - generating : StepTokens;

    /// <summary>Prompts that a step takes at most, in the mean over steps: of one that is cut, its part.</summary>
    /// <param name="generating">Sequences that generate.</param>
    /// <param name="tokens">Tokens of each prompt.</param>
    public double Prompts(double generating, double tokens) => Math.Max(1, PromptTokens(generating) / tokens);

    /// <summary>How much of a prompt a step works on, 0 where it has to wait for another.</summary>
    /// <param name="left">Tokens of the prompt that are left.</param>
    /// <param name="room">Tokens that the step has room for, 1 or more.</param>
    /// <param name="first">Whether the step has no other prompt: one that is not cut always joins, since engines are built for their
    /// longest prompt.</param>
    public int Piece(int left, int room, bool first) =>
        left <= room ? left
        : Chunked ? room
        : first ? left
        : 0;

    /// <summary>Tokens whose working tensors the largest step of a batch holds; a static batch is one step.</summary>
    /// <param name="batch">Tokens of the batch's prompts.</param>
    public double WorkingTokens(double batch) => Batching == BatchingPolicy.Static ? batch : Math.Min(batch, StepTokens);
}
