using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Planning;

/// <summary>Evaluates all plans of one item after the other. For one thread at a time; nothing is allocated per plan.</summary>
/// <remarks>Described in docs/search.md, "How pruning keeps the answer".</remarks>
internal sealed class PlanWorker(PlanRequest request, PlanTask[] tasks)
{
    // Floors are sums in another order than the figures they bound.
    private const double Rounding = 1 - 1e-9;

    private readonly RecomputePolicy[] recomputes = [.. request.Space.Recompute];
    private readonly Sharding[] shardings = [.. request.Space.Sharding];
    private readonly StepComposer[] timers = [.. tasks.Select(static t => t.Time())];
    private readonly StepComposer?[] holders = [.. tasks.Select(static t => t.Memory())];
    private readonly PlanTally own = new(request.Top, tasks.Length);

    // Times cannot exclude plans of a front.
    private readonly bool prunesByTime = request is { Prune: true, Pareto: false };
    private double[] passes = [];
    private PlanGoal goal;
    private PlanCandidate limit;
    private bool full,
        knownFeasible;
    private double nearest;
    private long order;
    private PlanTally tally = null!;

    /// <summary>What all items had so far.</summary>
    public PlanTally Found { get; } = new(request.Top, tasks.Length);

    /// <summary>Works through an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="before">
    /// What is known from items before, for bounds: never what else this worker found, or what is pruned would depend on who takes which
    /// item.
    /// </param>
    public void Run(PlanItem item, PlanTally before)
    {
        if (!request.Prune)
        {
            // Bounds exclude nothing, and tell only which plans need no second look.
            tally = Found;
            Search(item, Found);
            return;
        }

        tally = own;
        tally.Clear();
        Search(item, before);
        Found.Add(tally);
    }

    private void Search(PlanItem item, PlanTally before)
    {
        goal = tasks[item.Task].Goal;
        knownFeasible = before.Feasible > 0;
        full = before.Ranking.Plans.Length == request.Top;
        limit = full ? before.Ranking.Plans[^1] : default;
        nearest = before.Memory.Known ? before.Memory.Excess : double.PositiveInfinity;
        if (prunesByTime && Hopeless(tasks[item.Task].Floor * Rounding))
        {
            tally.Pruned = item.Plans;
            return;
        }

        order = item.First;
        var timer = timers[item.Task];
        var holder = holders[item.Task] ?? timer;
        var strategy = item.Strategy with { Layout = item.Strategy.Layout with { Pipeline = item.Layouts[0].Pipeline } };
        timer.Read(strategy);
        if (holder != timer)
        {
            holder.Read(strategy);
        }

        foreach (ref readonly var layout in item.Layouts.AsSpan())
        {
            foreach (var recompute in recomputes)
            {
                RunLayout(item, layout, recompute, timer, holder);
            }
        }
    }

    private void RunLayout(PlanItem item, in PlanLayout layout, RecomputePolicy recompute, StepComposer timer, StepComposer holder)
    {
        // Bidirectional pipelines hold other stages, and are last.
        var plain = layout.Orders.Length;
        while (plain > 0 && layout.Orders[plain - 1].Schedule == PipelineSchedule.DualPipe)
        {
            plain--;
        }

        RunDivided(item, layout, layout.Orders.AsSpan(0, plain), recompute, timer, holder);
        RunDivided(item, layout, layout.Orders.AsSpan(plain), recompute, timer, holder);
    }

    private void RunDivided(
        PlanItem item,
        in PlanLayout layout,
        ReadOnlySpan<PipelineOrder> orders,
        RecomputePolicy recompute,
        StepComposer timer,
        StepComposer holder
    )
    {
        if (orders.Length == 0)
        {
            return;
        }

        var strategy = item.Strategy with
        {
            Layout = item.Strategy.Layout with { Pipeline = layout.Pipeline, Data = layout.Data },
            Recompute = recompute,
            Schedule = orders[0].Schedule,
        };
        var floor = timer.Divide(strategy) * Rounding;
        if (prunesByTime && Hopeless(floor))
        {
            Skip(orders.Length * shardings.Length);
            return;
        }

        if (holder != timer)
        {
            holder.Divide(strategy);
        }

        if (passes.Length < orders.Length)
        {
            passes = new double[orders.Length];
        }

        passes.AsSpan().Fill(double.NaN);
        foreach (var sharding in shardings)
        {
            strategy = strategy with { Sharding = sharding };
            var bytes = timer.Shard(strategy);
            bytes = (holder != timer ? holder.Shard(strategy) : bytes) * Rounding;

            // A plan that cannot fit is worth evaluating only as the nearest miss.
            if (request.Prune && bytes > goal.Capacity && bytes - goal.Capacity > nearest)
            {
                Skip(orders.Length);
                continue;
            }

            Evaluate(strategy, orders, item.Task, timer, holder);
        }
    }

    private void Evaluate(
        in TrainingStrategy strategy,
        ReadOnlySpan<PipelineOrder> orders,
        int task,
        StepComposer timer,
        StepComposer holder
    )
    {
        for (var i = 0; i < orders.Length; i++)
        {
            var chosen = orders[i];
            if (double.IsNaN(passes[i]))
            {
                passes[i] = timer.Passes(chosen);
            }

            var seconds = timer.Seconds(passes[i], chosen);
            var bytes = holder.Bytes(chosen);
            tally.Evaluated++;
            var number = order++;
            var late = goal.Late(seconds);
            var fits = bytes <= goal.Capacity && !late && !goal.Dear(seconds);
            tally.Feasible += fits ? 1 : 0;
            if (fits && !request.Pareto && Hopeless(seconds))
            {
                continue;
            }

            if (!fits && bytes > goal.Capacity && bytes - goal.Capacity >= nearest)
            {
                tally.Memory.Count++;
                continue;
            }

            var whole = strategy with
            {
                Schedule = chosen.Schedule,
                Layout = strategy.Layout with { VirtualStages = chosen.VirtualStages },
            };
            Note(
                new PlanCandidate
                {
                    Score = goal.Score(seconds),
                    Seconds = seconds,
                    Bytes = bytes,
                    Order = number,
                    Task = task,
                    Strategy = whole,
                },
                late,
                fits
            );
        }
    }

    private void Note(in PlanCandidate plan, bool late, bool fits)
    {
        if (fits)
        {
            tally.Ranking.Add(plan);
            if (request.Pareto)
            {
                tally.Fronts[plan.Task].Add(plan);
            }
        }
        else if (plan.Bytes > goal.Capacity)
        {
            tally.Memory.Add(plan, plan.Bytes - goal.Capacity);
            nearest = Math.Min(nearest, tally.Memory.Excess);
        }
        else if (late)
        {
            tally.Deadline.Add(plan, plan.Seconds);
        }
        else
        {
            tally.Budget.Add(plan, goal.Cost(plan.Seconds));
        }
    }

    private bool Hopeless(double seconds)
    {
        // Until a plan meets the limits, those that miss them are near misses.
        if ((knownFeasible || tally.Feasible > 0) && (goal.Late(seconds) || goal.Dear(seconds)))
        {
            return true;
        }

        var best = tally.Ranking.Plans;
        return (full && goal.Hopeless(seconds, limit)) || (best.Length == request.Top && goal.Hopeless(seconds, best[^1]));
    }

    private void Skip(int plans)
    {
        tally.Pruned += plans;
        order += plans;
    }
}
