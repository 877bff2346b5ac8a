using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Tries single changes of a plan that does not fit, as far as <see cref="PlanRules"/> allow them; where none is enough, adds the best of
/// them up, one after the other, until the plan fits or nothing helps.
/// </summary>
/// <param name="estimator">The estimator of the model, cluster and stack.</param>
/// <param name="workload">Sequence length and global batch.</param>
/// <param name="has">Memory that a process can use on an accelerator.</param>
internal sealed class RemedySearch(TrainingEstimator estimator, TrainingWorkload workload, Bytes has)
{
    private const int MostSteps = 8;

    private readonly PlanFigures figures = new(estimator, workload);
    private List<Change> tried = [];
    private string before = "";

    /// <summary>
    /// The changes that make a plan fit, the fastest first; where no single one does, combinations that do, and after them what each change
    /// alone comes to, the nearest first.
    /// </summary>
    /// <param name="strategy">The plan.</param>
    /// <param name="memory">What holds its memory.</param>
    public IReadOnlyList<MemoryRemedy> Find(in TrainingStrategy strategy, in MemoryBreakdown memory)
    {
        TryAll(strategy, memory);
        var proposed = tried.FindAll(static change => change.Fits);
        if (proposed.Count == 0)
        {
            var singles = tried;
            proposed = [.. singles, .. Combination(singles.MinBy(static change => change.Needs.TotalBytes))];
        }

        // Time is asked for only of what is proposed.
        var remedies = proposed.ConvertAll(change => new MemoryRemedy(
            change.Words,
            change.Strategy,
            change.Needs,
            change.Fits,
            figures.StepTime(change.Strategy)
        ));
        return
        [
            .. remedies
                .OrderByDescending(static remedy => remedy.Fits)
                .ThenBy(static remedy => remedy.Fits ? remedy.StepTime.TotalSeconds : remedy.Needs.TotalBytes),
        ];
    }

    /// <summary>Changes added up to the one that helps most: those of the last step that fit.</summary>
    private List<Change> Combination(Change? best)
    {
        for (var step = 0; step < MostSteps && best is not null; step++)
        {
            (tried, before) = ([], best.Words + " and ");
            TryAll(best.Strategy, best.Memory);
            if (tried.FindAll(static change => change.Fits) is { Count: > 0 } fitting)
            {
                return fitting;
            }

            var next = tried.MinBy(static change => change.Needs.TotalBytes);
            best = next?.Needs < best.Needs ? next : null;
        }

        return [];
    }

    /// <summary>Tries a change that the rules allow.</summary>
    /// <returns>Whether the plan fits with it.</returns>
    private bool Try(string change, in TrainingStrategy changed)
    {
        if (PlanRules.Check(estimator.Model, estimator.Cluster, changed, workload).Count > 0)
        {
            return false;
        }

        var memory = figures.Memory(changed);
        var fits = memory.Total <= has;
        tried.Add(new Change(before + change, changed, memory, fits));
        return fits;
    }

    // Changes that leave the division of the model as it is stand together, so that it is lowered once for all of them.
    private void TryAll(in TrainingStrategy strategy, in MemoryBreakdown memory)
    {
        // Where the states alone do not fit, nothing that leaves them as they are helps.
        var activations = memory.Weights + memory.Gradients + memory.Optimizer + memory.Overhead <= has;
        if (activations)
        {
            TryRecompute(strategy);
        }

        TrySharding(strategy);
        TryOptimizer(strategy);
        if (activations)
        {
            TryMicroBatch(strategy);
        }

        TryTensorRanks(strategy);
        TryStages(strategy);
        TryAdapters(strategy);
    }

    private void TryRecompute(in TrainingStrategy strategy)
    {
        if (strategy.Recompute.Kind == RecomputeKind.None)
        {
            Try("selective recomputation", strategy with { Recompute = new RecomputePolicy(RecomputeKind.Selective) });
        }

        if (strategy.Recompute.Kind != RecomputeKind.Full || strategy.Recompute.Layers > 0)
        {
            Try("full recomputation", strategy with { Recompute = new RecomputePolicy(RecomputeKind.Full) });
        }
    }

    /// <summary>One sequence at a time, and where that is enough half as many.</summary>
    private void TryMicroBatch(in TrainingStrategy strategy)
    {
        if (strategy.MicroBatch > 1 && Try("micro-batch 1", strategy with { MicroBatch = 1 }) && strategy.MicroBatch > 2)
        {
            Try($"micro-batch {strategy.MicroBatch / 2}", strategy with { MicroBatch = strategy.MicroBatch / 2 });
        }
    }

    private void TrySharding(in TrainingStrategy strategy)
    {
        if (strategy.Layout.Data * strategy.Layout.Context == 1)
        {
            return;
        }

        if (strategy.Sharding == Sharding.None)
        {
            Try("ZeRO-1", strategy with { Sharding = Sharding.Zero1 });
        }

        if (strategy.Sharding is Sharding.None or Sharding.Zero1 && strategy.Layout.Pipeline == 1)
        {
            Try("ZeRO-2", strategy with { Sharding = Sharding.Zero2 });
        }

        if (strategy.Sharding is not (Sharding.Zero3 or Sharding.FsdpFull) && strategy.Layout.Pipeline == 1)
        {
            Try("ZeRO-3", strategy with { Sharding = Sharding.Zero3 });
        }
    }

    /// <summary>More tensor ranks out of the data-parallel ones, within a node: up to the fewest that are enough.</summary>
    private void TryTensorRanks(in TrainingStrategy strategy)
    {
        var layout = strategy.Layout;
        for (var factor = 2; factor <= layout.Data && layout.Data % factor == 0; factor *= 2)
        {
            var tensor = layout.Tensor * factor;
            var divided = layout with { Tensor = tensor, Data = layout.Data / factor, SequenceParallel = true };
            if (
                tensor > estimator.Cluster.PerNode
                || Try($"{tensor} tensor-parallel ranks with sequence parallelism", strategy with { Layout = divided })
            )
            {
                return;
            }
        }
    }

    /// <summary>More pipeline stages out of the data-parallel ranks: up to the fewest that are enough.</summary>
    private void TryStages(in TrainingStrategy strategy)
    {
        if (strategy.Sharding is not (Sharding.None or Sharding.Zero1))
        {
            return;
        }

        var layout = strategy.Layout;
        for (var factor = 2; factor <= layout.Data && layout.Data % factor == 0; factor *= 2)
        {
            var pipeline = layout.Pipeline * factor;
            if (
                Try(
                    $"{pipeline} pipeline stages",
                    strategy with
                    {
                        Layout = layout with { Pipeline = pipeline, Data = layout.Data / factor },
                    }
                )
            )
            {
                return;
            }
        }
    }

    private void TryOptimizer(in TrainingStrategy strategy)
    {
        if (strategy.Optimizer == OptimizerKind.AdamW)
        {
            Try("8-bit AdamW", strategy with { Optimizer = OptimizerKind.AdamW8Bit });
        }

        if (strategy.Offload.Optimizer == OffloadTarget.None)
        {
            Try("optimizer states in host memory", strategy with { Offload = strategy.Offload with { Optimizer = OffloadTarget.Cpu } });
        }
    }

    private void TryAdapters(in TrainingStrategy strategy)
    {
        if (strategy.Adapter.Kind == AdapterKind.None)
        {
            Try(
                "LoRA of rank 16 on all linear layers",
                strategy with
                {
                    Adapter = new AdapterSpec(AdapterKind.Lora, 16, AdapterTargets.AllLinear),
                }
            );
        }

        if (strategy.Adapter.Kind is AdapterKind.None or AdapterKind.Lora)
        {
            var rank = strategy.Adapter.Kind == AdapterKind.Lora ? strategy.Adapter.Rank : 16;
            var targets = strategy.Adapter.Kind == AdapterKind.Lora ? strategy.Adapter.Targets : AdapterTargets.AllLinear;
            Try(
                "QLoRA",
                strategy with
                {
                    Adapter = new AdapterSpec(AdapterKind.Qlora, rank, targets, WeightQuantization.Nf4, DoubleQuantization: true),
                }
            );
        }
    }

    /// <summary>A change that was tried.</summary>
    private sealed record Change(string Words, TrainingStrategy Strategy, MemoryBreakdown Memory, bool Fits)
    {
        public Bytes Needs => Memory.Total;
    }
}
