using System.Diagnostics;
using System.Globalization;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Finds the best plans of a space: every legal one is either evaluated with the estimator's own composition of a step, or excluded by a
/// bound that it cannot beat; both are <see cref="PlanWorker"/>'s.
/// </summary>
/// <remarks>Described in docs/search.md, "How pruning keeps the answer".</remarks>
public sealed class PlanSearch
{
    // Items are worked on in groups, each with the bounds of the groups before: what is pruned does not depend on which core is done first.
    // The first ones are small, since bounds are worth most while they are few; later ones are large, since all cores wait for the last
    // item of a group. Without pruning groups only tell how far the search is.
    private const int FirstGroup = 32,
        LargestGroup = 256,
        UnprunedGroup = 4096;

    private readonly long started = Stopwatch.GetTimestamp();
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
    public static SearchResult<Plan> Find(
        PlanRequest request,
        Estimator estimator,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Top, 1, nameof(request));
        return new PlanSearch(request, estimator).Run(progress, cancellation);
    }

    private SearchResult<Plan> Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        var enumeration = PlanEnumeration.Of(request, tasks);
        var items = enumeration.Items;
        var total = new PlanTally(request.Top, tasks.Length);
        var workers = new PlanWorker?[request.Workers];
        var (size, largest) = request.Prune ? (FirstGroup, LargestGroup) : (UnprunedGroup, UnprunedGroup);
        for (int first = 0, count; first < items.Count; first += count, size = Math.Min(2 * size, largest))
        {
            count = Math.Min(size, items.Count - first);
            Work(workers, items, first, first + count, total, cancellation);
            foreach (var worker in workers)
            {
                if (worker is not null)
                {
                    total.Add(worker.Found);
                    worker.Found.Clear();
                }
            }

            progress?.Report((first + count) / (double)items.Count);
        }

        return Result(enumeration, total);
    }

    /// <summary>Works through a group, every thread taking the next item that is left.</summary>
    private void Work(
        PlanWorker?[] workers,
        IReadOnlyList<PlanItem> items,
        int first,
        int end,
        PlanTally before,
        CancellationToken cancellation
    )
    {
        var next = first - 1;
        void Take(int thread)
        {
            var worker = workers[thread] ??= new PlanWorker(request, tasks);
            for (int i; !cancellation.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < end;)
            {
                worker.Run(items[i], before);
            }
        }

        if (workers.Length == 1)
        {
            Take(0);
        }
        else
        {
            Parallel.For(0, workers.Length, new ParallelOptions { MaxDegreeOfParallelism = workers.Length }, Take);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private SearchResult<Plan> Result(PlanEnumeration enumeration, PlanTally total)
    {
        Plan[] best = new Plan[total.Ranking.Plans.Length];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = Complete(total.Ranking.Plans[i]);
        }

        var rejected = new List<PlanRejection<Plan>>();
        Reject(rejected, "memory", total.Memory, static m => PlanMerits.Excess(m.Excess) + " than an accelerator has");
        Reject(
            rejected,
            "deadline",
            total.Deadline,
            m =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"takes {m.Nearest.Seconds * tasks[m.Nearest.Task].Goal.RunFactor / 86400:0.####} days, {request.DeadlineDays:0.##} are allowed"
                )
        );
        Reject(
            rejected,
            "budget",
            total.Budget,
            m => string.Create(CultureInfo.InvariantCulture, $"costs {m.Excess:0}, {request.Budget:0} are allowed")
        );
        return new SearchResult<Plan>
        {
            Enumerated = enumeration.Plans,
            Pruned = total.Pruned,
            Evaluated = total.Evaluated,
            Feasible = total.Feasible,
            Rejected = rejected,
            Illegal = enumeration.Illegal,
            Plans = best,
            Front = Front(total.Fronts),
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
