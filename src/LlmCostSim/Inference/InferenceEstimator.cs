using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>Estimates inference of one model on one cluster with one engine. Immutable and safe to share; an estimate allocates nothing.</summary>
public sealed class InferenceEstimator
{
    private readonly ModelSpec model;
    private readonly Cluster cluster;
    private readonly InferenceEngine engine;
    private readonly KernelSet kernels;

    /// <summary>Prepares the kernel models.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="engine">The engine.</param>
    public InferenceEstimator(ModelSpec model, Cluster cluster, InferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(engine);
        (this.model, this.cluster, this.engine) = (model, cluster, engine);
        kernels = KernelSet.Create(cluster, engine.Libraries);
    }

    /// <summary>A static batch from prompt to last token.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="workload">Batch and lengths.</param>
    public InferenceEstimate Estimate(in InferenceStrategy strategy, in InferenceWorkload workload)
    {
        var first = Prompt(strategy, workload.Batch, workload.InputTokens);
        var further = Math.Max(0, workload.OutputTokens - 1);
        var next = Generate(strategy, workload.Batch, workload.InputTokens + (workload.OutputTokens / 2));
        var endToEnd = first + (further * next);
        var footprint = Footprint.Of(model, strategy, engine, workload.InputTokens);
        var length = workload.InputTokens + workload.OutputTokens;
        var memory = footprint.At(workload.Batch, length);
        var usable = (cluster.Accelerator.UsableMemory * engine.MemoryFraction).TotalBytes - footprint.Fixed;
        return new InferenceEstimate
        {
            TimeToFirstToken = Duration.FromSeconds(first),
            TimePerOutputToken = Duration.FromSeconds(next),
            EndToEnd = Duration.FromSeconds(endToEnd),
            OutputTokensPerSecond = strategy.Data * workload.Batch * workload.OutputTokens / endToEnd,
            Memory = memory,
            MaxBatch = Math.Max(0, Math.Floor(usable / (footprint.CachePerToken * length))),
            MaxContext = Math.Max(0, Math.Floor(usable / (footprint.CachePerToken * workload.Batch))),
        };
    }

    /// <summary>Seconds of the pass over prompts.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="batch">Prompts.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="past">Tokens of each that are in the cache already.</param>
    public double Prompt(in InferenceStrategy strategy, double batch, double tokens, double past = 0)
    {
        var time = Pass(strategy, batch, tokens, past);
        return Math.Max(time.Seconds, time.Kernels * engine.KernelLaunch.TotalSeconds) + Host(batch) + Transfers(strategy, batch * tokens);
    }

    /// <summary>Seconds of the step that gives every sequence of a batch its next token.</summary>
    /// <param name="strategy">Division and formats.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens of each in the cache.</param>
    public double Generate(in InferenceStrategy strategy, double batch, double context)
    {
        var time = Pass(strategy, batch, 1, context);
        var device = engine.CudaGraphs ? time.Seconds : Math.Max(time.Seconds, time.Kernels * engine.KernelLaunch.TotalSeconds);
        return device + Host(batch) + Transfers(strategy, batch);
    }

    private double Host(double batch) => engine.StepHost.TotalSeconds + (batch * engine.SequenceHost.TotalSeconds);

    private double Transfers(in InferenceStrategy strategy, double tokens) => strategy.Pipeline == 1 ? 0
        : (strategy.Pipeline - 1) * kernels.Collective(CollectiveKind.SendReceive, tokens * model.HiddenSize * 2.0, CollectiveGroup.Strided(2, strategy.Tensor, cluster.PerNode));

    private PassTime Pass(in InferenceStrategy strategy, double batch, double tokens, double past)
    {
        var options = new LoweringOptions
        {
            MicroBatch = batch,
            SequenceLength = tokens,
            PastLength = past,
            EncoderLength = model.EncoderLayers > 0 ? tokens + past : 0,
            Tensor = strategy.Tensor,
            Expert = strategy.Expert,
            Compute = strategy.Weights,
            Fusion = engine.Fusion,
            Training = false,
        };
        var perNode = cluster.PerNode;
        var one = CollectiveGroup.WithinNode(1);
        var groups = new CollectiveGroups(
            CollectiveGroup.Strided(strategy.Tensor, 1, perNode), one, CollectiveGroup.Strided(strategy.Expert, 1, perNode), one, one);
        return PassTime.Of(model, options, kernels, groups, strategy.CacheBytes, sampled: 1);
    }
}
