using LlmCostSim.Models;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Tries single changes of a plan that does not fit; where none is enough, adds the best of them up, one after the other, until the plan fits or nothing helps.</summary>
/// <param name="estimator">The estimator of the model, cluster and stack.</param>
/// <param name="workload">Sequence length and global batch.</param>
/// <param name="has">Memory that a process can use on an accelerator.</param>
/// <param name="legal">Which strategies may be proposed.</param>
internal sealed class RemedySearch(TrainingEstimator estimator, TrainingWorkload workload, Bytes has, Func<TrainingStrategy, bool> legal)
{
    private const int MostSteps = 8;

    // Time is asked for only of what is proposed in the end.
    private readonly PlanMemory memory = estimator.Memory(workload);

    /// <summary>The changes that make a plan fit, the fastest first; where no single one does, combinations that do, and after them what each change alone comes to, the nearest first.</summary>
    public IReadOnlyList<MemoryRemedy> Find(in TrainingStrategy strategy)
    {
        var tried = Try(strategy, "");
        if (tried.Exists(static change => change.Fits))
        {
            tried.RemoveAll(static change => !change.Fits);
        }
        else
        {
            AddCombination(tried);
        }

        var remedies = tried.ConvertAll(change => new MemoryRemedy(change.Words, change.Strategy, change.Needs, change.Fits, estimator.Estimate(change.Strategy, workload).Step.Total));
        return [.. remedies.OrderByDescending(static remedy => remedy.Fits).ThenBy(static remedy => remedy.Fits ? remedy.StepTime.TotalSeconds : remedy.Needs.TotalBytes)];
    }

    private List<Change> Try(in TrainingStrategy strategy, string before)
    {
        var changes = Changes(estimator, strategy);
        var tried = new List<Change>(changes.Count);
        foreach (var (change, changed) in changes)
        {
            if (legal(changed))
            {
                var needs = memory.Needs(changed);
                tried.Add(new Change(before + change, changed, needs, needs <= has));
            }
        }

        return tried;
    }

    private void AddCombination(List<Change> tried)
    {
        var best = tried.MinBy(static change => change.Needs.TotalBytes);
        for (var step = 0; step < MostSteps && best is { Fits: false }; step++)
        {
            var further = Try(best.Strategy, best.Words + " and ");
            var fitting = further.FindAll(static change => change.Fits);
            if (fitting.Count > 0)
            {
                tried.AddRange(fitting);
                return;
            }

            var next = further.MinBy(static change => change.Needs.TotalBytes);
            if (next is null || next.Needs >= best.Needs)
            {
                return;
            }

            best = next;
        }
    }

    private static List<(string, TrainingStrategy)> Changes(TrainingEstimator estimator, in TrainingStrategy strategy)
    {
        var changes = new List<(string, TrainingStrategy)>();
        if (strategy.MicroBatch > 1)
        {
            changes.Add(("micro-batch 1", strategy with { MicroBatch = 1 }));
            if (strategy.MicroBatch > 2)
            {
                changes.Add(($"micro-batch {strategy.MicroBatch / 2}", strategy with { MicroBatch = strategy.MicroBatch / 2 }));
            }
        }

        if (strategy.Recompute.Kind == RecomputeKind.None)
        {
            changes.Add(("selective recomputation", strategy with { Recompute = new RecomputePolicy(RecomputeKind.Selective) }));
        }

        if (strategy.Recompute.Kind != RecomputeKind.Full || strategy.Recompute.Layers > 0)
        {
            changes.Add(("full recomputation", strategy with { Recompute = new RecomputePolicy(RecomputeKind.Full) }));
        }

        AddSharding(changes, strategy);
        AddLayouts(changes, strategy, estimator.Model, estimator.Cluster.PerNode);
        AddRecipes(changes, strategy);
        return changes;
    }

    private static void AddSharding(List<(string, TrainingStrategy)> changes, in TrainingStrategy strategy)
    {
        if (strategy.Layout.Data * strategy.Layout.Context == 1)
        {
            return;
        }

        if (strategy.Sharding == Sharding.None)
        {
            changes.Add(("ZeRO-1", strategy with { Sharding = Sharding.Zero1 }));
        }

        if (strategy.Sharding is Sharding.None or Sharding.Zero1 && strategy.Layout.Pipeline == 1)
        {
            changes.Add(("ZeRO-2", strategy with { Sharding = Sharding.Zero2 }));
        }

        if (strategy.Sharding is not (Sharding.Zero3 or Sharding.FsdpFull) && strategy.Layout.Pipeline == 1)
        {
            changes.Add(("ZeRO-3", strategy with { Sharding = Sharding.Zero3 }));
        }
    }

    /// <summary>More tensor or pipeline ranks out of the data-parallel ones, as far as heads, layers and the node allow.</summary>
    private static void AddLayouts(List<(string, TrainingStrategy)> changes, in TrainingStrategy strategy, ModelSpec model, int perNode)
    {
        var layout = strategy.Layout;
        foreach (var factor in Factors(layout.Data))
        {
            var tensor = layout.Tensor * factor;
            if (tensor <= perNode && model.Attention.Heads % tensor == 0 && model.HiddenSize % tensor == 0 && Divides(model.Attention, tensor))
            {
                changes.Add(($"{tensor} tensor-parallel ranks with sequence parallelism", strategy with { Layout = layout with { Tensor = tensor, Data = layout.Data / factor, SequenceParallel = true } }));
            }
        }

        foreach (var factor in Factors(layout.Data))
        {
            var pipeline = layout.Pipeline * factor;
            if ((long)pipeline * layout.VirtualStages <= model.Layers && strategy.Sharding is Sharding.None or Sharding.Zero1)
            {
                changes.Add(($"{pipeline} pipeline stages", strategy with { Layout = layout with { Pipeline = pipeline, Data = layout.Data / factor } }));
            }
        }
    }

    /// <summary>The powers of two that divide a number of replicas, from 2.</summary>
    private static IEnumerable<int> Factors(int data)
    {
        for (var factor = 2; factor <= data && data % factor == 0; factor *= 2)
        {
            yield return factor;
        }
    }

    // Key-value heads are divided, or repeated whole.
    private static bool Divides(AttentionSpec attention, int tensor) => attention.Latent is not null || attention.KeyValueHeads <= tensor || attention.KeyValueHeads % tensor == 0;

    private static void AddRecipes(List<(string, TrainingStrategy)> changes, in TrainingStrategy strategy)
    {
        if (strategy.Optimizer == OptimizerKind.AdamW)
        {
            changes.Add(("8-bit AdamW", strategy with { Optimizer = OptimizerKind.AdamW8Bit }));
        }

        if (strategy.Offload.Optimizer == OffloadTarget.None)
        {
            changes.Add(("optimizer states in host memory", strategy with { Offload = strategy.Offload with { Optimizer = OffloadTarget.Cpu } }));
        }

        if (strategy.Adapter.Kind == AdapterKind.None)
        {
            changes.Add(("LoRA of rank 16 on all linear layers", strategy with { Adapter = new AdapterSpec(AdapterKind.Lora, 16, AdapterTargets.AllLinear) }));
        }

        if (strategy.Adapter.Kind is AdapterKind.None or AdapterKind.Lora)
        {
            var rank = strategy.Adapter.Kind == AdapterKind.Lora ? strategy.Adapter.Rank : 16;
            var targets = strategy.Adapter.Kind == AdapterKind.Lora ? strategy.Adapter.Targets : AdapterTargets.AllLinear;
            changes.Add(("QLoRA", strategy with { Adapter = new AdapterSpec(AdapterKind.Qlora, rank, targets, WeightQuantization.Nf4, DoubleQuantization: true) }));
        }
    }

    /// <summary>A change that was tried.</summary>
    private sealed record Change(string Words, TrainingStrategy Strategy, Bytes Needs, bool Fits);
}
