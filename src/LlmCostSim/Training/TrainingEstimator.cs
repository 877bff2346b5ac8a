using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Estimates training steps of one model on one cluster with one software stack. Immutable and safe to share; evaluating a strategy allocates nothing.</summary>
public sealed class TrainingEstimator
{
    private readonly ModelSpec model;
    private readonly Cluster cluster;
    private readonly SoftwareStack stack;
    private readonly KernelSet kernels;
    private readonly TrainingPace pace;
    private readonly double parameters;
    private readonly KnownParts known = new();

    /// <summary>Prepares the kernel models.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="stack">The software stack.</param>
    public TrainingEstimator(ModelSpec model, Cluster cluster, SoftwareStack stack)
        : this(model, cluster, stack, KernelSet.Create(cluster, stack?.Libraries ?? throw new ArgumentNullException(nameof(stack))))
    {
    }

    internal TrainingEstimator(ModelSpec model, Cluster cluster, SoftwareStack stack, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(model);
        (this.model, this.cluster, this.stack, this.kernels) = (model, cluster, stack, kernels);
        pace = stack.Training.On(cluster.Accelerator);
        parameters = ParameterCount.Total(model);
    }

    private TrainingEstimator(TrainingEstimator other, SoftwareStack stack) =>
        (model, cluster, this.stack, kernels, pace, parameters) = (other.model, other.cluster, stack, other.kernels, stack.Training.On(other.cluster.Accelerator), other.parameters);

    /// <summary>The estimator of a stack that differs in its training constants only: the kernel models stay.</summary>
    internal TrainingEstimator With(SoftwareStack other) => new(this, other);

    /// <summary>Whether it was made for these.</summary>
    internal bool IsFor(ModelSpec model, Cluster cluster, SoftwareStack stack) =>
        (ReferenceEquals(this.model, model) || this.model == model) && (ReferenceEquals(this.cluster, cluster) || this.cluster == cluster) && (ReferenceEquals(this.stack, stack) || this.stack == stack);

    /// <summary>The model.</summary>
    public ModelSpec Model => model;

    /// <summary>The cluster.</summary>
    public Cluster Cluster => cluster;

    /// <summary>The pipeline of one step, played event by event: what <see cref="Estimate"/> has in closed form.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="workload">Sequence length and global batch.</param>
    /// <exception cref="ArgumentException">The schedule cannot run with that many ranks or micro-batches.</exception>
    public PipelineTimeline Replay(in TrainingStrategy strategy, in TrainingWorkload workload) => StepReplay.Run(model, stack, pace, kernels, strategy, workload);

    /// <summary>The same estimate in parts, for a search.</summary>
    internal StepComposer Compose(in TrainingWorkload workload) => new(model, kernels, stack, pace, workload);

    /// <summary>One step under a strategy.</summary>
    /// <param name="strategy">The strategy; its layout's ranks are not checked against the cluster here.</param>
    /// <param name="workload">Sequence length and global batch.</param>
    /// <param name="causalHalved">Whether FLOPs count a causal triangle once; time is the same either way.</param>
    public TrainingEstimate Estimate(in TrainingStrategy strategy, in TrainingWorkload workload, bool causalHalved = true)
    {
        var options = LoweringOptions.For(strategy, workload, stack);
        var groups = Placement.GroupsOf(strategy.Layout, cluster);
        var tied = strategy.Layout.Pipeline == 1;
        if (known.Find(options, tied, causalHalved) is { } kept)
        {
            return Compose(strategy, workload, options, groups, ref kept.Times, ref kept.Tensors, kept.Flops);
        }

        var parts = default(TrainingParts);
        var tensors = new TensorParts(model, options);
        parts.Read(model, options, kernels, pace, groups, tied, ref tensors);
        var flops = ModelFlops.PerToken(model, options, causalHalved);
        known.Offer(options, tied, causalHalved, parts, tensors, flops);
        return Compose(strategy, workload, options, groups, ref parts, ref tensors, flops);
    }

    private TrainingEstimate Compose(in TrainingStrategy strategy, in TrainingWorkload workload, in LoweringOptions options, in CollectiveGroups groups, ref TrainingParts parts, ref TensorParts tensors, in ModelFlops flops)
    {
        var microBatches = workload.MicroBatches(strategy);
        var order = PipelineOrder.Of(strategy);
        var time = new StepTime(order, strategy.Layout.Pipeline, microBatches);
        var rules = new StepRules(model, strategy, stack, pace);
        var data = DataGroups.Of(strategy.Layout, strategy.Sharding, cluster);
        var transfer = StepTime.TransferOnce(strategy.Layout, rules, kernels, groups, StepTime.BoundaryBytes(model, options));
        var overhead = StageMemory.Overhead(strategy.Layout, stack);
        var peak = default(MemoryBreakdown);
        var (peakStage, peakMoment) = (0, PeakMoment.Forward);
        OpRole? peakOperation = null;
        double trained = 0;
        for (int stage = 0, count; stage < strategy.Layout.Pipeline; stage += count)
        {
            count = PipelineSplit.EqualFrom(model, strategy, stage);
            var stageTime = StageTime.Of(ref parts, rules, stage);
            time.AddStages(stageTime, count, rules, transfer);
            time.Update.AddExchange(DataParallelTime.Of(stageTime, strategy, rules, kernels, data, microBatches), order.Chunks);
            time.Update.Add(stageTime, strategy, rules, stack, kernels, microBatches);
            trained += count * (strategy.Layout.Tensor * stageTime.Adapters);

            // Of equal stages the first has most micro-batches in flight.
            var held = StageTensors.OnRank(model, ref tensors, strategy, stack.Memory.Retention, stage);
            var states = new ModelStates(held, strategy, stack.Memory, model.HiddenSize, cluster.PerNode);
            var (memory, moment, operation, evicted) = StageMemory.Of(in held, in states, options, strategy, stack.Memory, overhead, cluster.Accelerator.UsableMemory.TotalBytes, InFlight.Of(order, strategy.Layout.Pipeline, stage, microBatches), microBatches);
            time.Update.AddPaging(evicted, cluster);
            if (memory.Total > peak.Total)
            {
                (peak, peakStage, peakMoment, peakOperation) = (memory, stage, moment, operation);
            }
        }

        time.Update.AddTiedTable(model, strategy, rules, kernels, data);
        return new TrainingEstimate
        {
            Parameters = parameters,
            TrainedParameters = strategy.Adapter.Kind == AdapterKind.None ? parameters : trained,
            Memory = peak,
            Reserved = peak.Allocated + ((peak.Activations + peak.Logits + peak.Temporary) * stack.Memory.Fragmentation),
            PeakStage = peakStage,
            PeakMoment = peakMoment,
            PeakOperation = peakOperation,
            Step = time.Breakdown(stack),
            MicroBatches = microBatches,
            ModelFlopsPerToken = Flops.FromFlops(flops.Forward + flops.Backward),
            HardwareFlopsPerToken = Flops.FromFlops(flops.Forward + flops.Backward + flops.Repeated(model, strategy)),
            TokensPerStep = (double)workload.GlobalBatch * workload.SequenceLength,
        };
    }
}
