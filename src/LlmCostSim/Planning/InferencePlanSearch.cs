using System.Diagnostics;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// Finds the best ways to serve a model: replicas, tensor and pipeline ranks, weights and batch, each evaluated with the estimator's own
/// result for the same scenario.
/// </summary>
public sealed class InferencePlanSearch
{
    private readonly InferencePlanRequest request;
    private readonly Estimator estimator;
    private readonly IReadOnlyList<InferenceLimit> limits;

    private InferencePlanSearch(InferencePlanRequest request, Estimator estimator) =>
        (this.request, this.estimator, limits) = (request, estimator, InferenceLimit.Of(request.Limits));

    /// <summary>Searches.</summary>
    /// <param name="request">What to search.</param>
    /// <param name="estimator">The estimator whose results decide.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SearchResult<InferencePlan> Find(
        InferencePlanRequest request,
        Estimator estimator,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Top, 1, nameof(request));
        return new InferencePlanSearch(request, estimator).Run(progress, cancellation);
    }

    private SearchResult<InferencePlan> Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var enumeration = InferenceEnumeration.Of(request);
        var layouts = enumeration.Layouts;
        var found = new (List<InferenceCandidate> Ways, long Pruned)[layouts.Count];
        var done = 0;
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = request.Workers,
        };
        Parallel.For(
            0,
            layouts.Count,
            parallel,
            i =>
            {
                found[i] = Evaluate(layouts[i]);
                progress?.Report(Interlocked.Increment(ref done) / (double)layouts.Count);
            }
        );
        InferenceCandidate[] all = [.. found.SelectMany(static f => f.Ways)];
        var pruned = found.Sum(static f => f.Pruned);
        InferenceCandidate[] feasible = [.. all.Where(way => Missed(way) is null)];
        return new SearchResult<InferencePlan>
        {
            Enumerated = all.Length + pruned,
            Pruned = pruned,
            Evaluated = all.Length,
            Feasible = feasible.Length,
            Rejected = [.. limits.Select(limit => Rejected(limit, all)).OfType<PlanRejection<InferencePlan>>()],
            Illegal = enumeration.Illegal,
            Plans =
            [
                .. feasible
                    .OrderBy(way => way.Score(request.Objective))
                    .ThenBy(static way => way.Cost)
                    .ThenBy(static way => way.EndToEnd)
                    .Take(request.Top)
                    .Select(Complete),
            ],
            Front = request.Pareto ? PlanMerits.Front(feasible, static way => way.Merits).ConvertAll(Complete) : [],
            ElapsedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    /// <summary>
    /// All batches of a layout; memory grows with the batch, so above one that does not fit none does, and none misses by less.
    /// </summary>
    private (List<InferenceCandidate> Ways, long Pruned) Evaluate(InferenceScenario layout)
    {
        var ways = new List<InferenceCandidate>();
        long pruned = 0;
        var full = false;
        foreach (var scenario in InferenceEnumeration.Batches(request, layout))
        {
            if (full && request.Prune)
            {
                pruned++;
                continue;
            }

            var (estimate, _, capacity, cost) = InferenceReporter.Evaluate(scenario, estimator, []);
            var way = new InferenceCandidate(scenario, estimate, cost.Amount, capacity.TotalBytes);
            full |= way.Headroom < 0;
            ways.Add(way);
        }

        return (ways, pruned);
    }

    private InferenceLimit? Missed(InferenceCandidate way)
    {
        foreach (var limit in limits)
        {
            if (limit.Excess(way) > 1)
            {
                return limit;
            }
        }

        return null;
    }

    private PlanRejection<InferencePlan>? Rejected(InferenceLimit limit, InferenceCandidate[] all)
    {
        InferenceCandidate[] missing = [.. all.Where(way => Missed(way) == limit)];
        if (missing.Length == 0)
        {
            return null;
        }

        var nearest = missing.MinBy(way => limit.Excess(way));
        return new PlanRejection<InferencePlan>(
            limit.Reason,
            missing.Length,
            Complete(nearest),
            limit.Text(limit.Value(nearest), limit.Most(nearest))
        );
    }

    private InferencePlan Complete(InferenceCandidate way) => new(way.Scenario, estimator.Estimate(way.Scenario));
}
