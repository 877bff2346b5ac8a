using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// The estimate of a step in parts that depend on ever more of a strategy, so that a search repeats only what changes: <see cref="Read"/>
/// the parts of the model, <see cref="Divide"/> them over stages, <see cref="Passes"/> through them in an order, <see cref="Shard"/> the
/// states, then <see cref="Seconds(double, PipelineOrder)"/> and <see cref="Bytes(PipelineOrder)"/> of both. The same functions in the same
/// order as <see cref="TrainingEstimator.Estimate"/>, so the same bits. For one thread at a time; allocates only when a strategy has more
/// different stages than any before.
/// </summary>
/// <remarks>
/// The parts are put together here and in the estimator, since a search keeps every stage to come back to it, where an estimate, which
/// threads share and which allocates nothing, has no place to keep one.
/// Described in docs/search.md, "How pruning keeps the answer".
/// </remarks>
internal sealed class StepComposer(ModelSpec model, KernelSet kernels, SoftwareStack stack, TrainingPace pace, TrainingWorkload workload)
{
    private readonly double usable = kernels.Cluster.Accelerator.UsableMemory.TotalBytes;
    private Run[] runs = new Run[8];
    private TrainingParts parts;
    private TensorParts tensors;
    private LoweringOptions options;
    private TrainingStrategy sharded;
    private CollectiveGroups groups;
    private StepRules rules;
    private UpdateTime update;
    private double transfer,
        other,
        overhead,
        plainBytes,
        plainExchange;
    private int used,
        microBatches;
    private bool pages;

    /// <summary>
    /// Lowers the model's parts: depends on tensor, sequence, context and expert ranks, the micro-batch, formats and kernels, and on
    /// whether there is one pipeline stage.
    /// </summary>
    public void Read(in TrainingStrategy strategy)
    {
        options = LoweringOptions.For(strategy, workload, stack);
        groups = Placement.GroupsOf(strategy.Layout, kernels.Cluster);
        parts.Read(model, options, kernels, pace, groups, strategy.Layout.Pipeline == 1, ref tensors);
    }

    /// <summary>Lays the parts on stages: depends on the whole layout and on recomputation.</summary>
    /// <returns>Seconds that every step so divided takes at least: the micro-batches of its slowest stage.</returns>
    public double Divide(in TrainingStrategy strategy)
    {
        groups = Placement.GroupsOf(strategy.Layout, kernels.Cluster);
        rules = new StepRules(model, strategy, stack, pace);
        microBatches = workload.MicroBatches(strategy);
        transfer = StepTime.TransferOnce(strategy.Layout, rules, kernels, groups, StepTime.BoundaryBytes(model, options));
        other = StepTime.Other(stack, microBatches).TotalSeconds;
        overhead = StageMemory.Overhead(strategy.Layout, stack);
        used = 0;
        double slowest = 0;
        for (int stage = 0, count; stage < strategy.Layout.Pipeline; stage += count)
        {
            count = PipelineSplit.EqualFrom(model, strategy, stage);
            if (used == runs.Length)
            {
                Array.Resize(ref runs, 2 * used);
            }

            ref var run = ref runs[used++];
            (run.Stage, run.Count) = (stage, count);
            run.Time = StageTime.Of(ref parts, rules, stage);
            run.Tensors = StageTensors.OnRank(model, ref tensors, strategy, stack.Memory.Retention, stage);
            slowest = Math.Max(slowest, run.Time.Total);
        }

        return microBatches * slowest;
    }

    /// <summary>Seconds of the passes of a divided step in an order: all of it that does not depend on sharding.</summary>
    public double Passes(PipelineOrder order)
    {
        var time = new StepTime(order, rules.Pipeline, microBatches);
        foreach (ref var run in runs.AsSpan(0, used))
        {
            time.AddStages(run.Time, run.Count, rules, transfer);
        }

        return time.Breakdown(stack).Passes.TotalSeconds;
    }

    /// <summary>Divides the states: depends on sharding besides.</summary>
    /// <returns>Bytes that every plan so sharded needs at least: its weights, gradients and optimizer states.</returns>
    public double Shard(in TrainingStrategy strategy)
    {
        sharded = strategy;
        var data = DataGroups.Of(strategy.Layout, strategy.Sharding, kernels.Cluster);
        update = default;
        (plainBytes, plainExchange, pages) = (double.NaN, double.NaN, false);
        double floor = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            run.States = new ModelStates(run.Tensors, strategy, stack.Memory, model.HiddenSize, kernels.Cluster.PerNode);
            run.Exchange = DataParallelTime.Of(run.Time, strategy, rules, kernels, data, microBatches);
            update.Add(run.Time, strategy, rules, stack, kernels, microBatches);
            floor = Math.Max(floor, run.States.Weights + run.States.Gradients + run.States.Optimizer - run.States.Paged);
            pages |= run.States.Paged > 0;
        }

        update.AddTiedTable(model, strategy, rules, kernels, data);
        return floor + overhead;
    }

    /// <summary>Seconds of the step of a sharded strategy.</summary>
    /// <param name="passes">From <see cref="Passes"/>.</param>
    /// <param name="order">The order of those passes.</param>
    public double Seconds(double passes, PipelineOrder order)
    {
        update.DataParallel = Exchange(order.Chunks);
        if (pages)
        {
            Page(order);
        }

        return update.Step(passes, other);
    }

    /// <summary>The same of a strategy whose order is used but once.</summary>
    public double Seconds(in TrainingStrategy strategy) => PipelineOrder.Of(strategy) is var order ? Seconds(Passes(order), order) : 0;

    /// <summary>Bytes per accelerator at the peak of the stage that needs most.</summary>
    public double Bytes(PipelineOrder order)
    {
        // As many micro-batches in flight either way.
        var plain = order.Schedule is PipelineSchedule.OneForwardOneBackward or PipelineSchedule.ZeroBubbleH1;
        if (plain && !double.IsNaN(plainBytes))
        {
            return plainBytes;
        }

        double most = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            var inFlight = InFlight.Of(order, rules.Pipeline, run.Stage, microBatches);
            most = Math.Max(
                most,
                StageMemory.Most(in run.Tensors, in run.States, options, sharded, stack.Memory, overhead, usable, inFlight, microBatches)
            );
        }

        plainBytes = plain ? most : plainBytes;
        return most;
    }

    /// <summary>The same of a strategy.</summary>
    public double Bytes(in TrainingStrategy strategy) => Bytes(PipelineOrder.Of(strategy));

    // Orders without chunks exchange alike.
    private double Exchange(int chunks)
    {
        if (chunks == 1 && !double.IsNaN(plainExchange))
        {
            return plainExchange;
        }

        var time = default(UpdateTime);
        foreach (ref var run in runs.AsSpan(0, used))
        {
            time.AddExchange(run.Exchange, chunks);
        }

        plainExchange = chunks == 1 ? time.DataParallel : plainExchange;
        return time.DataParallel;
    }

    private void Page(PipelineOrder order)
    {
        update.Paging = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            var inFlight = InFlight.Of(order, rules.Pipeline, run.Stage, microBatches);
            update.AddPaging(
                StageMemory
                    .Of(in run.Tensors, in run.States, options, sharded, stack.Memory, overhead, usable, inFlight, microBatches)
                    .Evicted,
                kernels.Cluster
            );
        }
    }

    /// <summary>Equal neighbouring stages.</summary>
    private struct Run
    {
        public int Stage,
            Count;
        public StageTime Time;
        public StageTensors Tensors;
        public ModelStates States;
        public DataExchange Exchange;
    }
}
