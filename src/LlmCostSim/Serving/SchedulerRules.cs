using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Stacks;

namespace LlmCostSim.Serving;

/// <summary>How one scheduler of an engine batches, and what its cache holds. A value.</summary>
internal readonly record struct SchedulerRules
{
    // Engines that batch before they start have no limit on a step's tokens; their working memory is then that of so many.
    private const int UsualStepTokens = 8192;

    /// <summary>Which requests share a step.</summary>
    public BatchingPolicy Batching { get; private init; }

    /// <summary>Whether prompts may be worked on in pieces.</summary>
    public bool Chunked { get; private init; }

    /// <summary>Whether a request's whole output is reserved when it is admitted, so that it never loses its place.</summary>
    public bool Reserves { get; init; }

    /// <summary>Most sequences at a time, and most tokens of a step.</summary>
    public int Sequences { get; private init; }

    /// <summary>Most tokens of a step.</summary>
    public int StepTokens { get; private init; }

    /// <summary>Tokens of a cache block.</summary>
    public int BlockTokens { get; private init; }

    /// <summary>Blocks of the cache.</summary>
    public long Blocks { get; private init; }

    /// <summary>Seconds of a request outside the steps.</summary>
    public double RequestHost { get; private init; }

    /// <summary>Whether requests leave after their first token for another replica.</summary>
    public bool PromptsOnly { get; init; }

    /// <summary>The rules of an engine with what was given in their place.</summary>
    /// <remarks>A pipeline runs a batch of its own in each of its stages at a time, and each has its share of the ranks' cache.</remarks>
    public static SchedulerRules Of(Replica replica, Accelerator accelerator, InferenceEngine engine, SchedulingOptions options)
    {
        var (stepTokens, budget) = (MostStepTokens(engine, options), Budget(replica, accelerator, engine, options));
        return new SchedulerRules
        {
            Batching = options.Batching ?? engine.Batching,
            Chunked = options.ChunkedPrefill ?? engine.ChunkedPrefill,
            Reserves = engine.CacheReserve >= 1,
            Sequences = options.MaxSequences ?? engine.MaxSequences,
            StepTokens = stepTokens,
            BlockTokens = engine.BlockTokens,
            Blocks = (long)Math.Min(budget.Tokens / replica.Strategy.Pipeline / engine.BlockTokens, long.MaxValue / 4),
            RequestHost = engine.RequestHost.TotalSeconds,
        };
    }

    /// <summary>What the engine's memory rules leave for the cache of a rank.</summary>
    public static CacheBudget Budget(Replica replica, Accelerator accelerator, InferenceEngine engine, SchedulingOptions options)
    {
        var stepTokens = MostStepTokens(engine, options);
        return new CacheBudget(replica, accelerator, engine with { StepTokens = stepTokens }, stepTokens);
    }

    private static int MostStepTokens(InferenceEngine engine, SchedulingOptions options) =>
        options.MaxBatchedTokens
        ?? (engine.Batching == BatchingPolicy.Static ? Math.Min(engine.StepTokens, UsualStepTokens) : engine.StepTokens);
}
