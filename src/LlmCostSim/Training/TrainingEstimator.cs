using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Estimates training steps of one model on one cluster with one software stack. Immutable and safe to share; evaluating a strategy
/// allocates nothing.
/// </summary>
public sealed class TrainingEstimator
{
    private readonly ModelSpec model;
    private readonly Cluster cluster;
    private readonly SoftwareStack stack;
    private readonly KernelSet kernels;
    private readonly TrainingPace pace;
    private readonly double parameters;
    private readonly KnownParts known;

    /// <summary>Prepares the kernel models.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="stack">The software stack.</param>
    public TrainingEstimator(ModelSpec model, Cluster cluster, SoftwareStack stack)
        : this(model, cluster, stack, KernelSet.Create(cluster, stack?.Libraries ?? throw new ArgumentNullException(nameof(stack)))) { }

    internal TrainingEstimator(ModelSpec model, Cluster cluster, SoftwareStack stack, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(model);
        (this.model, this.cluster, this.stack, this.kernels) = (model, cluster, stack, kernels);
        pace = stack.Training.On(cluster.Accelerator);
        parameters = ParameterCount.Total(model);
        known = new KnownParts();
    }

    private TrainingEstimator(TrainingEstimator other, SoftwareStack stack) =>
        (model, cluster, this.stack, kernels, pace, parameters, known) = (
            other.model,
            other.cluster,
            stack,
            other.kernels,
            stack.Training.On(other.cluster.Accelerator),
            other.parameters,
            new KnownParts()
        );

    private TrainingEstimator(TrainingEstimator other, Cluster cluster) =>
        (model, this.cluster, stack, kernels, pace, parameters, known) = (
            other.model,
            cluster,
            other.stack,
            other.kernels.On(cluster),
            other.pace,
            other.parameters,
            other.known
        );

    /// <summary>The estimator of a stack that differs in its training constants only: the kernel models stay.</summary>
    internal TrainingEstimator With(SoftwareStack other) => new(this, other);

    /// <summary>
    /// The estimator of a cluster of the same nodes: kernels, and the model's parts under a division, do not depend on how many there are.
    /// </summary>
    internal TrainingEstimator On(Cluster other) => new(this, other);

    /// <summary>The model.</summary>
    internal ModelSpec Model => model;

    /// <summary>The cluster.</summary>
    internal Cluster Cluster => cluster;

    /// <summary>The pipeline of one step, played event by event: what <see cref="Estimate"/> has in closed form.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">Sequence length and global batch.</param>
    /// <exception cref="ArgumentException">The schedule cannot run with that many ranks or micro-batches.</exception>
    public PipelineTimeline Replay(in TrainingStrategy strategy, in TrainingWorkload workload) =>
        StepReplay.Run(model, stack, pace, kernels, strategy, workload);

    /// <summary>The same estimate in parts, for a search.</summary>
    internal StepComposer Compose(in TrainingWorkload workload) => new(model, kernels, stack, pace, workload);

    /// <summary>One step under a strategy.</summary>
    /// <param name="strategy">The strategy; its layout's ranks are not checked against the cluster here.</param>
    /// <param name="workload">Sequence length and global batch.</param>
    /// <param name="causalHalved">Whether FLOPs count a causal triangle once; time is the same either way.</param>
    public TrainingEstimate Estimate(in TrainingStrategy strategy, in TrainingWorkload workload, bool causalHalved = true)
    {
        var options = Division(strategy, workload);
        var groups = Groups(strategy.Layout);
        var tied = strategy.Layout.Pipeline == 1;
        if (Known(options, tied) is { } kept)
        {
            return Compose(strategy, workload, options, groups, ref kept.Times, ref kept.Tensors, kept.Flops(causalHalved));
        }

        var parts = default(TrainingParts);
        var tensors = default(TensorParts);
        Read(options, groups, tied, ref parts, ref tensors);
        var flops = ModelFlops.PerToken(model, options, causalHalved);
        return Compose(strategy, workload, options, groups, ref parts, ref tensors, flops);
    }

    /// <summary>
    /// How a strategy divides the model: all that its parts depend on, but for whether embedding and head lie on one rank.
    /// </summary>
    internal LoweringOptions Division(in TrainingStrategy strategy, in TrainingWorkload workload) =>
        LoweringOptions.For(strategy, workload, stack);

    /// <summary>Who communicates with whom in a layout.</summary>
    internal CollectiveGroups Groups(in ParallelLayout layout) => Placement.GroupsOf(layout, cluster);

    /// <summary>The model's parts under a division that came before, or <see langword="null"/> where they are not kept.</summary>
    internal KnownParts.Kept? Known(in LoweringOptions options, bool tied) => known.Find(options, tied);

    /// <summary>Times and memory of the model's parts under a division; kept where it comes again.</summary>
    internal void Read(in LoweringOptions options, in CollectiveGroups groups, bool tied, ref TrainingParts parts, ref TensorParts tensors)
    {
        parts.Read(model, options, kernels, pace, groups, tied, ref tensors);
        known.Offer(model, options, tied, parts, tensors);
    }

    /// <summary>The memory of a step whose parts are known.</summary>
    internal PipelinePeak Peak(in TrainingStrategy strategy, in LoweringOptions options, ref TensorParts tensors, int microBatches) =>
        PipelinePeak.Of(model, ref tensors, options, strategy, stack, cluster, microBatches);

    /// <summary>The time of a step whose parts are known.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">Its division.</param>
    /// <param name="groups">Who communicates.</param>
    /// <param name="parts">The model's parts under it.</param>
    /// <param name="microBatches">Micro-batches per step.</param>
    /// <param name="evicted">Bytes of paged optimizer states that have no room.</param>
    /// <param name="adapters">Parameters of adapters over all tensor and pipeline ranks.</param>
    internal StepBreakdown Step(
        in TrainingStrategy strategy,
        in LoweringOptions options,
        in CollectiveGroups groups,
        ref TrainingParts parts,
        int microBatches,
        double evicted,
        out double adapters
    )
    {
        adapters = 0;
        var order = PipelineOrder.Of(strategy);
        var time = new StepTime(order, strategy.Layout.Pipeline, microBatches);
        var rules = new StepRules(model, strategy, stack, pace);
        var data = DataGroups.Of(strategy.Layout, strategy.Sharding, cluster);
        var transfer = StepTime.TransferOnce(strategy.Layout, rules, kernels, groups, StepTime.BoundaryBytes(model, options));
        for (int stage = 0, count; stage < strategy.Layout.Pipeline; stage += count)
        {
            count = PipelineSplit.EqualFrom(model, strategy, stage);
            var stageTime = StageTime.Of(ref parts, rules, stage);
            time.AddStages(stageTime, count, rules, transfer);
            time.Update.AddExchange(DataParallelTime.Of(stageTime, strategy, rules, kernels, data, microBatches), order.Chunks);
            time.Update.Add(stageTime, strategy, rules, stack, kernels, microBatches);
            adapters += count * (strategy.Layout.Tensor * stageTime.Adapters);
        }

        time.Update.AddPaging(evicted, cluster);
        time.Update.AddTiedTable(model, strategy, rules, kernels, data);
        return time.Breakdown(stack);
    }

    private TrainingEstimate Compose(
        in TrainingStrategy strategy,
        in TrainingWorkload workload,
        in LoweringOptions options,
        in CollectiveGroups groups,
        ref TrainingParts parts,
        ref TensorParts tensors,
        in ModelFlops flops
    )
    {
        var microBatches = workload.MicroBatches(strategy);
        var peak = Peak(strategy, options, ref tensors, microBatches);
        var step = Step(strategy, options, groups, ref parts, microBatches, peak.Evicted, out var adapters);
        return new TrainingEstimate
        {
            Parameters = parameters,
            TrainedParameters = strategy.Adapter.Kind == AdapterKind.None ? parameters : adapters,
            Memory = peak.Memory,
            Reserved =
                peak.Memory.Allocated
                + ((peak.Memory.Activations + peak.Memory.Logits + peak.Memory.Temporary) * stack.Memory.Fragmentation),
            PeakStage = peak.Stage,
            PeakMoment = peak.Moment,
            PeakOperation = peak.Operation,
            Step = step,
            MicroBatches = microBatches,
            ModelFlopsPerToken = Flops.FromFlops(flops.Forward + flops.Backward),
            HardwareFlopsPerToken = Flops.FromFlops(flops.Forward + flops.Backward + flops.Repeated(model, strategy)),
            TokensPerStep = (double)workload.GlobalBatch * workload.SequenceLength,
        };
    }
}
