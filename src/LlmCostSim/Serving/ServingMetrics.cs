using LlmCostSim.Statistics;

namespace LlmCostSim.Serving;

/// <summary>Latencies and loads of a run, in fixed memory. Adding allocates nothing.</summary>
internal sealed class ServingMetrics(ServiceObjective objective, long warmUp)
{
    // Assumptions of QueueGrows. A queue that grows evenly is 7/3 as long in the last quarter of arrivals as in the second (their means lie at
    // 7/8 and 3/8 of the run), one that only varies is as long: the limit is about their middle. Few who wait beside many who run are no queue.
    private const double GrownQueue = 1.6,
        QueueBesideRunning = 0.5;

    private readonly LogHistogram first = new(),
        next = new(),
        total = new();
    private readonly LoadTimeline timeline = new();
    private CompensatedSum inSystem,
        waiting,
        held,
        sojourns;
    private readonly double[] foundWaiting = new double[4],
        foundRunning = new double[4];
    private double now;
    private long mostWaiting,
        within;

    /// <summary>Seconds that all requests have spent in the system, added up request by request.</summary>
    public double Sojourns => sojourns.Total;

    /// <summary>Requests answered.</summary>
    public long Completed { get; private set; }

    /// <summary>Prompt tokens of the requests answered.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Answer tokens that they asked for.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Adds what was so until <paramref name="time"/>.</summary>
    public void Advance(double time, long requests, long waits, long blocksHeld)
    {
        if (time > now)
        {
            inSystem.Add(requests * (time - now));
            waiting.Add(waits * (time - now));
            held.Add(blocksHeld * (time - now));
            timeline.Add(time, waits, requests - waits, blocksHeld);
            now = time;
        }

        mostWaiting = Math.Max(mostWaiting, waits);
    }

    /// <summary>A request of an open load comes and finds others.</summary>
    /// <param name="progress">Share of all requests that came before, 0–1.</param>
    /// <param name="waits">Requests that wait.</param>
    /// <param name="runs">Requests that run.</param>
    public void Arrive(double progress, long waits, long runs)
    {
        var quarter = (int)(4 * progress);
        foundWaiting[quarter] += waits;
        foundRunning[quarter] += runs;
    }

    /// <summary>A request is answered.</summary>
    public void Finish(in Request request, double time)
    {
        var (toFirst, toEnd) = (request.First - request.Arrived, time - request.Arrived);
        Completed++;
        InputTokens += request.Input;
        OutputTokens += request.Output;
        sojourns.Add(toEnd);
        if (request.Number < warmUp)
        {
            return;
        }

        first.Add(toFirst);
        total.Add(toEnd);
        var perToken = request.Output > 1 ? (time - request.First) / (request.Output - 1) : 0;
        if (request.Output > 1)
        {
            next.Add(perToken);
        }

        within += objective.IsKept(toFirst, perToken, toEnd) ? 1 : 0;
    }

    private bool QueueGrows => foundWaiting[3] > GrownQueue * foundWaiting[1] && foundWaiting[3] > QueueBesideRunning * foundRunning[3];

    /// <summary>The result.</summary>
    /// <param name="counts">What all schedulers did.</param>
    /// <param name="rejected">Requests turned away.</param>
    /// <param name="schedulers">Number of schedulers.</param>
    /// <param name="blocks">Units of the cache of one of them, and of all.</param>
    public ServingResult Result(in SchedulerCounts counts, long rejected, int schedulers, (long One, long All) blocks)
    {
        const int Points = 60;
        var share = objective.Percentile / 100;
        return new ServingResult
        {
            Completed = Completed,
            Rejected = rejected,
            TimeToFirstToken = LatencySummary.Of(first),
            TimePerOutputToken = LatencySummary.Of(next),
            EndToEnd = LatencySummary.Of(total),
            AtPercentile = (first.Quantile(share), next.Quantile(share), total.Quantile(share)),
            Horizon = now,
            InputTokens = InputTokens,
            OutputTokens = counts.Tokens,
            CachedTokens = counts.Cached,
            RecomputedTokens = counts.Recomputed,
            Preemptions = counts.Preemptions,
            Steps = counts.Steps,
            Utilization = now > 0 ? counts.Busy / (now * schedulers) : 0,
            MeanBatch = counts.GenerationSteps > 0 ? counts.GenerationSequences / (double)counts.GenerationSteps : 0,
            MeanInSystem = now > 0 ? inSystem.Total / now : 0,
            MeanWaiting = now > 0 ? waiting.Total / now : 0,
            MostWaiting = mostWaiting,
            QueueGrows = QueueGrows,
            MeanCacheShare = now > 0 ? held.Total / now / Math.Max(1, blocks.All) : 0,
            MostCacheShare = counts.MostHeld / (double)Math.Max(1, blocks.One),
            WithinObjective = within,
            Observed = first.Count,
            Timeline = timeline.Points(Points, blocks.All),
        };
    }
}
