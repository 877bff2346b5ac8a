using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// The estimate of a step in four parts that depend on ever more of a strategy, so that a search repeats only what changes: <see cref="Read"/> the parts of the model,
/// <see cref="Divide"/> them over stages, <see cref="Shard"/> the states, then <see cref="Seconds"/> and <see cref="Bytes"/> of a schedule. The same functions in the same
/// order as <see cref="TrainingEstimator.Estimate"/>, so the same bits. For one thread at a time; allocates only when a strategy has more different stages than any before.
/// </summary>
/// <remarks>Described in docs/search.md, "How pruning keeps the answer".</remarks>
internal sealed class StepComposer(ModelSpec model, KernelSet kernels, SoftwareStack stack, TrainingPace pace, TrainingWorkload workload)
{
    private readonly double usable = kernels.Cluster.Accelerator.UsableMemory.TotalBytes;
    private Run[] runs = new Run[8];
    private TrainingParts parts;
    private TensorParts tensors;
    private LoweringOptions options;
    private CollectiveGroups groups;
    private StepRules rules;
    private UpdateTime update;
    private double transfer, overhead, plainBytes;
    private int used, microBatches;

    /// <summary>Lowers the model's parts: depends on tensor, sequence, context and expert ranks, the micro-batch, formats and kernels, and on whether there is one pipeline stage.</summary>
    public void Read(in TrainingStrategy strategy)
    {
        options = LoweringOptions.For(strategy, workload, stack);
        groups = Placement.GroupsOf(strategy.Layout, kernels.Cluster);
        tensors = new TensorParts(model, options);
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

    /// <summary>Divides the states: depends on sharding besides.</summary>
    /// <returns>Bytes that every plan so sharded needs at least: its weights, gradients and optimizer states.</returns>
    public double Shard(in TrainingStrategy strategy)
    {
        var data = DataGroups.Of(strategy.Layout, strategy.Sharding, kernels.Cluster);
        update = default;
        plainBytes = double.NaN;
        double floor = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            run.States = new ModelStates(run.Tensors, strategy, stack.Memory, model.HiddenSize, kernels.Cluster.PerNode);
            run.Exchange = DataParallelTime.Of(run.Time, strategy, rules, kernels, data, microBatches);
            update.Add(run.Time, run.Exchange, strategy, rules, stack, kernels, microBatches);
            floor = Math.Max(floor, run.States.Weights + run.States.Gradients + run.States.Optimizer - run.States.Paged);
        }

        update.AddTiedTable(model, strategy, rules, kernels, data);
        return floor + overhead;
    }

    /// <summary>Seconds of the step: depends on the schedule besides.</summary>
    public double Seconds(in TrainingStrategy strategy)
    {
        var time = new StepTime(strategy, microBatches) { Update = update };
        var (chunks, modelChunks) = (StepTime.Chunks(strategy), UpdateTime.ModelChunks(strategy));
        time.Update.DataParallel = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            time.AddStages(run.Time, run.Count, rules, transfer, chunks);
            time.Update.AddExchange(run.Exchange, modelChunks);
            if (run.States.Paged > 0)
            {
                time.Update.AddPaging(Evicted(run, strategy), kernels.Cluster);
            }
        }

        return time.Breakdown(stack).Total.TotalSeconds;
    }

    private double Evicted(in Run run, in TrainingStrategy strategy)
    {
        var inFlight = InFlight.Of(strategy, run.Stage, microBatches);
        return StageMemory.Of(in run.Tensors, run.States, options, strategy, stack.Memory, overhead, usable, inFlight, microBatches).Evicted;
    }

    /// <summary>Bytes per accelerator at the peak of the stage that needs most.</summary>
    public double Bytes(in TrainingStrategy strategy)
    {
        // As many micro-batches in flight either way.
        var plain = strategy.Schedule is PipelineSchedule.OneForwardOneBackward or PipelineSchedule.ZeroBubbleH1;
        if (plain && !double.IsNaN(plainBytes))
        {
            return plainBytes;
        }

        double most = 0;
        foreach (ref var run in runs.AsSpan(0, used))
        {
            var bytes = StageMemory.Most(in run.Tensors, run.States, options, strategy, stack.Memory, overhead, usable, InFlight.Of(strategy, run.Stage, microBatches), microBatches);
            most = Math.Max(most, bytes);
        }

        plainBytes = plain ? most : plainBytes;
        return most;
    }

    /// <summary>Equal neighbouring stages.</summary>
    private struct Run
    {
        public int Stage, Count;
        public StageTime Time;
        public StageTensors Tensors;
        public ModelStates States;
        public DataExchange Exchange;
    }
}
