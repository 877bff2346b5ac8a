using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>Tries single changes of a plan that does not fit, as far as <see cref="PlanRules"/> allow them; where none is enough, adds the best of them up, one after the other, until the plan fits or nothing helps.</summary>
internal static class RemedySearch
{
    private const int MostSteps = 8;

    public static IReadOnlyList<MemoryRemedy> Find(TrainingEstimator estimator, in TrainingStrategy strategy, in TrainingWorkload workload, Bytes has)
    {
        var tried = Evaluate(estimator, Changes(estimator, strategy), workload, has, "");
        if (!tried.Exists(static remedy => remedy.Fits))
        {
            AddCombination(estimator, tried, workload, has);
        }

        return [.. tried.OrderByDescending(static remedy => remedy.Fits).ThenBy(static remedy => remedy.Fits ? remedy.StepTime.TotalSeconds : remedy.Needs.TotalBytes)];
    }

    private static List<MemoryRemedy> Evaluate(TrainingEstimator estimator, List<(string Change, TrainingStrategy Strategy)> changes, TrainingWorkload workload, Bytes has, string before)
    {
        var remedies = new List<MemoryRemedy>(changes.Count);
        foreach (var (change, strategy) in changes)
        {
            if (PlanRules.Check(estimator.Model, estimator.Cluster, strategy, workload).Count > 0)
            {
                continue;
            }

            var estimate = estimator.Estimate(strategy, workload);
            remedies.Add(new MemoryRemedy(before + change, strategy, estimate.Memory.Total, estimate.Memory.Total <= has, estimate.Step.Total));
        }

        return remedies;
    }

    private static void AddCombination(TrainingEstimator estimator, List<MemoryRemedy> tried, in TrainingWorkload workload, Bytes has)
    {
        var best = tried.MinBy(static remedy => remedy.Needs.TotalBytes);
        for (var step = 0; step < MostSteps && best is { Fits: false }; step++)
        {
            var further = Evaluate(estimator, Changes(estimator, best.Strategy), workload, has, best.Change + " and ");
            var fitting = further.FindAll(static remedy => remedy.Fits);
            if (fitting.Count > 0)
            {
                tried.AddRange(fitting);
                return;
            }

            var next = further.MinBy(static remedy => remedy.Needs.TotalBytes);
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
        AddLayouts(changes, strategy, estimator.Cluster.PerNode);
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

    /// <summary>More tensor ranks, within a node, or pipeline stages out of the data-parallel ranks.</summary>
    private static void AddLayouts(List<(string, TrainingStrategy)> changes, in TrainingStrategy strategy, int perNode)
    {
        var layout = strategy.Layout;
        for (var factor = 2; factor <= layout.Data; factor *= 2)
        {
            if (layout.Data % factor != 0)
            {
                break;
            }

            var tensor = layout.Tensor * factor;
            if (tensor <= perNode)
            {
                changes.Add(($"{tensor} tensor-parallel ranks with sequence parallelism", strategy with { Layout = layout with { Tensor = tensor, Data = layout.Data / factor, SequenceParallel = true } }));
            }

            var pipeline = layout.Pipeline * factor;
            if (strategy.Sharding is Sharding.None or Sharding.Zero1)
            {
                changes.Add(($"{pipeline} pipeline stages", strategy with { Layout = layout with { Pipeline = pipeline, Data = layout.Data / factor } }));
            }
        }
    }

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
}
