using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Serving;

/// <summary>
/// Simulates the service of requests, one by one, by replicas of a model. Same input, same result. Immutable; may be shared between
/// threads.
/// </summary>
public sealed class ServingSimulator
{
    private readonly ModelSpec model;
    private readonly Cluster cluster;
    private readonly InferenceEngine engine;
    private readonly KernelSet kernels;

    /// <summary>Prepares the kernel models.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="engine">The engine.</param>
    public ServingSimulator(ModelSpec model, Cluster cluster, InferenceEngine engine)
        : this(model, cluster, engine, KernelSet.Create(cluster, engine?.Libraries ?? throw new ArgumentNullException(nameof(engine)))) { }

    internal ServingSimulator(ModelSpec model, Cluster cluster, InferenceEngine engine, KernelSet kernels) =>
        (this.model, this.cluster, this.engine, this.kernels) = (model, cluster, engine, kernels);

    /// <summary>Tokens of requests that the cache of one replica holds at a time; 0 where not even the weights fit.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="options">Batching.</param>
    internal double CacheTokens(in InferenceStrategy strategy, SchedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var rules = SchedulerRules.Of(Replica(strategy), cluster.Accelerator, engine, options);
        return rules.CacheTokens * strategy.Pipeline * strategy.AttentionData;
    }

    /// <summary>Memory of one rank; the cache takes what the rest leaves of the engine's share.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="options">Batching.</param>
    internal InferenceMemory Memory(in InferenceStrategy strategy, SchedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var replica = Replica(strategy);
        var budget = SchedulerRules.Budget(replica, cluster.Accelerator, engine, options);
        return new InferenceMemory(
            Bytes.FromBytes(replica.WeightBytes),
            Bytes.FromBytes(budget.Tokens * replica.CachePerToken),
            Bytes.FromBytes(budget.Activations),
            engine.ReservedMemory
        );
    }

    /// <summary>Serves a workload.</summary>
    /// <param name="strategy">Division and formats; <see cref="InferenceStrategy.Data"/> replicas.</param>
    /// <param name="options">Routing and batching.</param>
    /// <param name="workload">The requests.</param>
    /// <param name="progress">Told the share of requests that are done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <returns>What they got. Requests that no replica can ever hold are rejected and counted.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ServingResult Run(
        in InferenceStrategy strategy,
        SchedulingOptions options,
        ServingWorkload workload,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var run = Start(strategy, options, workload);
        run.Run(progress, cancellation);
        return run.Result();
    }

    /// <summary>A run that has not begun.</summary>
    internal ServingRun Start(
        in InferenceStrategy strategy,
        SchedulingOptions options,
        ServingWorkload workload,
        bool stepByStep = false,
        List<StepRecord>? records = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.PrefillReplicas, strategy.Data, nameof(options));
        var replica = Replica(strategy);
        return new ServingRun(
            replica,
            SchedulerRules.Of(replica, cluster.Accelerator, engine, options),
            options,
            workload,
            stepByStep,
            records
        );
    }

    /// <summary>A clock of the steps of a replica.</summary>
    internal StepClock Clock(in InferenceStrategy strategy) => new(Replica(strategy));

    private Replica Replica(in InferenceStrategy strategy) => new(model, cluster, engine, kernels, strategy);
}
