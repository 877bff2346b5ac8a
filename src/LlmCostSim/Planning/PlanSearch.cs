using System.Diagnostics;
using System.Globalization;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>Finds the best plans of a space: every legal one is either evaluated with the estimator's own composition of a step, or excluded by a bound that it cannot beat.</summary>
/// <remarks>Described in docs/search.md, "How pruning keeps the answer".</remarks>
public sealed class PlanSearch
{
    // Items are worked on in groups of fixed size, each with the bounds of the groups before: what is pruned does not depend on which core is done first.
    private const int Group = 32;

    private readonly PlanRequest request;
    private readonly Estimator estimator;
    private readonly PlanTask[] tasks;

    private PlanSearch(PlanRequest request, Estimator estimator) =>
        (this.request, this.estimator, tasks) = (request, estimator, PlanTask.All(request, estimator));

    /// <summary>Searches.</summary>
    /// <param name="request">What to search.</param>
    /// <param name="estimator">The estimator whose results decide.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SearchResult<Plan> Find(PlanRequest request, Estimator estimator, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Top, 1, nameof(request));
        return new PlanSearch(request, estimator).Run(progress, cancellation);
    }

    private SearchResult<Plan> Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var enumeration = PlanEnumeration.Of(request, tasks);
        var total = new PlanTally(request.Top);
        var fronts = new PlanFront[tasks.Length];
        for (var i = 0; i < fronts.Length; i++)
        {
            fronts[i] = new PlanFront();
        }

        var items = enumeration.Items;
        var workers = new PlanWorker[Math.Min(Group, items.Count)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new PlanWorker(request, tasks);
        }

        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = request.Threads > 0 ? request.Threads : Environment.ProcessorCount };
        for (var first = 0; first < items.Count; first += Group)
        {
            var count = Math.Min(Group, items.Count - first);
            cancellation.ThrowIfCancellationRequested();
            Work(parallel, count, i => workers[i].Run(items[first + i], total));
            for (var i = 0; i < count; i++)
            {
                total.Add(workers[i].Tally);
                foreach (var plan in workers[i].Tally.Front.Plans)
                {
                    fronts[plan.Task].Add(plan);
                }
            }

            progress?.Report((first + count) / (double)items.Count);
        }

        return Result(enumeration, total, fronts, started);
    }

    private static void Work(ParallelOptions parallel, int count, Action<int> work)
    {
        if (parallel.MaxDegreeOfParallelism == 1)
        {
            for (var i = 0; i < count; i++)
            {
                work(i);
            }
        }
        else
        {
            Parallel.For(0, count, parallel, work);
        }
    }

    private SearchResult<Plan> Result(PlanEnumeration enumeration, PlanTally total, PlanFront[] fronts, long started)
    {
        Plan[] best = new Plan[total.Ranking.Plans.Length];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = Complete(total.Ranking.Plans[i]);
        }

        var rejected = new List<PlanRejection<Plan>>();
        Reject(rejected, "memory", total.Memory, static m => PlanMerits.Excess(m.Excess) + " than an accelerator has");
        Reject(rejected, "deadline", total.Deadline, m => string.Create(CultureInfo.InvariantCulture, $"takes {m.Nearest.Seconds * tasks[m.Nearest.Task].Goal.RunFactor / 86400:0.##} days, {request.DeadlineDays:0.##} are allowed"));
        Reject(rejected, "budget", total.Budget, m => string.Create(CultureInfo.InvariantCulture, $"costs {m.Excess:0}, {request.Budget:0} are allowed"));
        return new SearchResult<Plan>
        {
            Enumerated = enumeration.Plans,
            Pruned = total.Pruned,
            Evaluated = total.Evaluated,
            Feasible = total.Feasible,
            Rejected = rejected,
            Illegal = enumeration.Illegal,
            Plans = best,
            Front = Front(fronts),
            ElapsedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    private void Reject(List<PlanRejection<Plan>> rejected, string reason, in PlanMiss miss, Func<PlanMiss, string> text)
    {
        if (miss.Known)
        {
            rejected.Add(new PlanRejection<Plan>(reason, miss.Count, Complete(miss.Nearest), text(miss)));
        }
    }

    /// <summary>The plans that none on any cluster covers.</summary>
    private List<Plan> Front(PlanFront[] fronts) =>
        PlanMerits.Front(fronts.SelectMany(static f => f.Plans).OrderBy(static p => p.Order), Merits).ConvertAll(plan => Complete(plan));

    private PlanMerits Merits(PlanCandidate plan)
    {
        var goal = tasks[plan.Task].Goal;
        return new PlanMerits(plan.Seconds, goal.Cost(plan.Seconds), goal.Gpus, goal.Capacity - plan.Bytes, goal.Capacity);
    }

    private Plan Complete(in PlanCandidate plan)
    {
        var scenario = tasks[plan.Task].Scenario with { Strategy = plan.Strategy };
        return new Plan(scenario, estimator.Estimate(scenario));
    }
}
