using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>
/// One simulated run: a discrete-event loop over arrivals, requests that reach a scheduler, caches that reach another replica, and the ends
/// of schedulers' steps. Events at the same time happen in this order, of the same sort in the order of their numbers, so that a run is the
/// same every time.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class ServingRun : ISchedulerEvents
{
    private const int EventsBetweenReports = 65_536;

    private readonly RequestPool pool = new();
    private readonly SlotRing onTheWay = new();
    private readonly PriorityQueue<int, (double Time, long Number)> moving = new();
    private readonly EngineScheduler[] schedulers;
    private readonly EventHeap timers;
    private readonly Router prompts,
        answers;
    private readonly RequestSource source;
    private readonly StepClock clock;
    private readonly double host;
    private readonly bool closed;
    private long waiting,
        held;

    public ServingRun(
        Replica replica,
        in SchedulerRules rules,
        SchedulingOptions options,
        ServingWorkload workload,
        bool stepByStep = false,
        List<StepRecord>? records = null
    )
    {
        var (strategy, perReplica) = (replica.Strategy, replica.Strategy.Pipeline * replica.Strategy.AttentionData);
        (host, clock, closed) = (rules.RequestHost, new StepClock(replica), workload.Arrivals.Process == ArrivalProcess.Closed);
        var prefix = options.PrefixCaching ? workload.Prefix with { Groups = Math.Max(1, workload.Prefix.Groups) } : new SharedPrefix(0);
        schedulers = new EngineScheduler[strategy.Data * perReplica];
        for (var i = 0; i < schedulers.Length; i++)
        {
            var own =
                i < options.PrefillReplicas * perReplica
                    ? rules with
                    {
                        PromptsOnly = true,
                        Limits = rules.Limits with { CacheReserve = 0 },
                    }
                    : rules;
            schedulers[i] = new EngineScheduler(own, clock, pool, prefix, this) { StepByStep = stepByStep, Records = records };
        }

        timers = new EventHeap(schedulers.Length);
        var split = options.PrefillReplicas * perReplica;
        answers = new Router(schedulers, split, strategy.Data - options.PrefillReplicas, perReplica, options.Routing);
        prompts = split > 0 ? new Router(schedulers, 0, options.PrefillReplicas, perReplica, options.Routing) : answers;
        source = new RequestSource(workload);
        Metrics = new ServingMetrics(workload.Objective, workload.WarmUp);
    }

    /// <summary>Latencies and loads so far.</summary>
    public ServingMetrics Metrics { get; }

    /// <summary>Simulated seconds.</summary>
    public double Now { get; private set; }

    /// <summary>Requests turned away.</summary>
    public long Rejected { get; private set; }

    /// <summary>Requests in the system.</summary>
    public int InSystem => pool.Count;

    /// <summary>Whether every request has been answered or turned away.</summary>
    public bool Done => Metrics.Completed + Rejected >= source.Total;

    /// <summary>Units that are held in all caches.</summary>
    public long CacheHeld => schedulers.Sum(static s => s.Blocks.Held);

    /// <summary>Lets events happen until all is done.</summary>
    /// <param name="most">Most events.</param>
    public void Run(long most = long.MaxValue)
    {
        for (long i = 0; i < most && !Done; i++)
        {
            Step();
        }
    }

    /// <summary>Lets events happen until all is done, and says how far it is.</summary>
    /// <param name="progress">Told the share of requests that are answered or turned away.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        while (!Done)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(EventsBetweenReports);
            progress?.Report((Metrics.Completed + Rejected) / (double)source.Total);
        }
    }

    /// <summary>The result.</summary>
    public ServingResult Result()
    {
        var all = default(SchedulerCounts);
        foreach (var scheduler in schedulers)
        {
            all.Add(scheduler.Counts);
        }

        return Metrics.Result(
            all,
            Rejected,
            schedulers.Length,
            (schedulers[0].Blocks.Total, schedulers[0].Blocks.Total * schedulers.Length)
        );
    }

    private void Step()
    {
        var arrival = source.NextArrival;
        var reached = onTheWay.Count > 0 ? pool[onTheWay[0]].Arrived + host : double.PositiveInfinity;
        var moved = moving.TryPeek(out _, out var next) ? next.Time : double.PositiveInfinity;
        var step = timers.Time;
        if (arrival <= Math.Min(Math.Min(reached, moved), step))
        {
            Advance(arrival);
            if (closed)
            {
                source.BeginClient();
            }

            Arrive();
        }
        else if (reached <= Math.Min(moved, step))
        {
            Advance(reached);
            Enqueue(prompts.Next(), onTheWay.PopFront());
        }
        else if (moved <= step)
        {
            Advance(moved);
            Enqueue(answers.Next(), moving.Dequeue());
        }
        else
        {
            Advance(step);
            Continue(timers.Next);
        }
    }

    private void Advance(double time)
    {
        Metrics.Advance(time, pool.Count, waiting, held);
        Now = time;
    }

    // A client whose request is turned away sends its next.
    private void Arrive()
    {
        while (source.Made < source.Total && !TryArrive() && closed) { }
    }

    private bool TryArrive()
    {
        var slot = pool.Rent();
        source.Make(ref pool[slot], Now);
        ref var request = ref pool[slot];
        if (!schedulers[^1].Blocks.CanHold((long)request.Input + request.Output - 1))
        {
            pool.Return(slot);
            Rejected++;
            return false;
        }

        if (!closed)
        {
            var waits = waiting + onTheWay.Count;
            Metrics.Arrive(request.Number / (double)source.Total, waits, pool.Count - 1 - waits);
        }

        onTheWay.PushBack(slot);
        return true;
    }

    private void Enqueue(int scheduler, int slot)
    {
        waiting++;
        if (schedulers[scheduler].Enqueue(slot, Now))
        {
            timers.Set(scheduler, schedulers[scheduler].Until);
        }
    }

    private void Continue(int scheduler)
    {
        var one = schedulers[scheduler];
        var (waits, holds) = (one.Waiting, one.Blocks.Held);
        one.Continue(Now);
        waiting += one.Waiting - waits;
        held += one.Blocks.Held - holds;
        timers.Set(scheduler, one.Until);
    }

    void ISchedulerEvents.FirstToken(int slot, double time) => pool[slot].First = time;

    void ISchedulerEvents.HandedOver(int slot, double time)
    {
        pool[slot].Arriving = true;
        moving.Enqueue(slot, (time + clock.HandOver(pool[slot].Input), pool[slot].Number));
    }

    void ISchedulerEvents.Finished(int slot, double time)
    {
        Metrics.Finish(pool[slot], time);
        pool.Return(slot);
        if (closed && source.Made < source.Total)
        {
            Arrive();
        }
    }
}
