using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>
/// Estimates inference of one model on one cluster with one engine. Safe to share; an estimate allocates nothing once its strategy has been
/// seen.
/// </summary>
public sealed class InferenceEstimator
{
    private readonly ModelSpec model;
    private readonly Cluster cluster;
    private readonly InferenceEngine engine;
    private readonly KernelSet kernels;
    private Replica? last;

    /// <summary>Prepares the kernel models.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="engine">The engine.</param>
    public InferenceEstimator(ModelSpec model, Cluster cluster, InferenceEngine engine)
        : this(model, cluster, engine, KernelSet.Create(cluster, engine?.Libraries ?? throw new ArgumentNullException(nameof(engine)))) { }

    internal InferenceEstimator(ModelSpec model, Cluster cluster, InferenceEngine engine, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cluster);
        (this.model, this.cluster, this.engine, this.kernels) = (model, cluster, engine, kernels);
    }

    /// <summary>The same with other constants of the engine; its kernel libraries must be the same.</summary>
    internal InferenceEstimator With(InferenceEngine other) => new(model, cluster, other, kernels);

    /// <summary>A static batch from prompt to last token.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="workload">Batch and lengths.</param>
    public InferenceEstimate Estimate(in InferenceStrategy strategy, in InferenceWorkload workload)
    {
        var replica = Of(strategy);
        var batch = workload.Batch / strategy.AttentionData;
        var shared = Math.Clamp(workload.CachedTokens, 0, workload.InputTokens - 1);
        var first = replica.Encodes
            ? replica.Encode(batch, workload.InputTokens)
            : replica.PromptBatch(batch, workload.InputTokens - shared, shared);
        var further = Math.Max(0, workload.OutputTokens - 1);
        // The first token comes from the prompt; each further one is made from the context before it. A decoder behind an encoder starts
        // from one token.
        var (context, encoded) = replica.Encodes ? (1.0, workload.InputTokens) : (workload.InputTokens, 0.0);
        var next =
            further > 1 ? replica.GenerateAll(batch, context, further, encoded) / further : replica.Generate(batch, context, encoded);
        var endToEnd = engine.RequestHost.TotalSeconds + first + (further * next);
        var budget = new CacheBudget(
            replica,
            cluster.Accelerator,
            engine,
            replica.Limits.WorkingTokens(
                Math.Min(strategy.ChunkTokens > 0 ? strategy.ChunkTokens : double.MaxValue, batch * (workload.InputTokens - shared))
            )
        );
        var length = workload.InputTokens + workload.OutputTokens;
        return new InferenceEstimate
        {
            TimeToFirstToken = Duration.FromSeconds(engine.RequestHost.TotalSeconds + first),
            TimePerOutputToken = Duration.FromSeconds(next),
            EndToEnd = Duration.FromSeconds(endToEnd),
            OutputTokensPerSecond = strategy.Data * workload.Batch * workload.OutputTokens / endToEnd,
            Memory = Memory(replica, budget, replica.CacheOf(batch, length, shared)),
            MaxBatch = strategy.AttentionData * budget.Sequences(length - shared, shared),
            MaxContext = Longest(budget.Longest(batch), length),
        };
    }

    // Where a window bounds the cache, memory bounds no context: the model's positions do.
    private double Longest(double inMemory, double asked) => inMemory < double.MaxValue ? inMemory : Math.Max(model.MaxSequence, asked);

    /// <summary>Seconds to the first and per further token that no software beats.</summary>
    internal (double First, double Next) Bound(in InferenceStrategy strategy, in InferenceWorkload workload) =>
        (
            InferenceBound.Prompts(model, cluster.Accelerator, strategy, workload).TotalSeconds,
            InferenceBound.PerToken(model, cluster.Accelerator, strategy, workload).TotalSeconds
        );

    /// <summary>A steady load under continuous batching.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="load">How requests arrive, and their lengths.</param>
    internal ServingEstimate Estimate(in InferenceStrategy strategy, in ServingLoad load)
    {
        var replica = Of(strategy);
        var budget = new CacheBudget(replica, cluster.Accelerator, engine, replica.Limits.StepTokens);
        return new ContinuousBatching(replica, engine, budget, load).Estimate(load);
    }

    /// <summary>Seconds of the pass over prompts.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="batch">Prompts.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="past">Tokens of each that are in the cache already.</param>
    internal double Prompt(in InferenceStrategy strategy, double batch, double tokens, double past = 0) =>
        Of(strategy).Prompt(batch, tokens, past);

    /// <summary>Seconds of the step that gives every sequence of a batch its next token.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens of each in the cache.</param>
    internal double Generate(in InferenceStrategy strategy, double batch, double context) => Of(strategy).Generate(batch, context);

    private InferenceMemory Memory(Replica replica, in CacheBudget budget, double cache) =>
        new(Bytes.FromBytes(replica.WeightBytes), Bytes.FromBytes(cache), Bytes.FromBytes(budget.Activations), engine.ReservedMemory);

    // Searches stay with a strategy for many workloads: the last one is kept.
    private Replica Of(in InferenceStrategy strategy)
    {
        if (last is { } known && known.Strategy == strategy)
        {
            return known;
        }

        return last = new Replica(model, cluster, engine, kernels, strategy);
    }
}
