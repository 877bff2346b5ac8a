using LlmCostSim.Inference;
using LlmCostSim.Stacks;

namespace LlmCostSim.Serving;

/// <summary>
/// Continuous batching (Yu et al. 2022) in one scheduler: which requests the next step works on, and what follows when it has ended. Steps
/// in which the same requests generate and nothing else happens are taken in one stretch. Allocates nothing but for longer queues.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class EngineScheduler
{
    private readonly SchedulerRules rules;
    private readonly StepClock clock;
    private readonly RequestPool pool;
    private readonly ISchedulerEvents events;
    private readonly Admission admission;
    private readonly FinishHeap generating;
    private readonly WindowCrossings? crossings;

    // Generation steps so far, and cached tokens of those that generate.
    private long step,
        context;

    // The stretch that runs.
    private double began;
    private long steps;
    private bool generates;
    private PromptWork work;
    private SchedulerCounts counts;

    public EngineScheduler(in SchedulerRules rules, StepClock clock, RequestPool pool, SharedPrefix prefix, ISchedulerEvents events)
    {
        (this.rules, this.clock, this.pool, this.events) = (rules, clock, pool, events);
        Blocks = new CacheBlocks(rules.Cache, rules.Units, new PrefixStore(prefix, rules.Units));
        admission = new Admission(rules.Limits, pool, Blocks);
        crossings = rules.Units.Windowed && !rules.Limits.Reserves ? new WindowCrossings(pool) : null;
        generating = new FinishHeap(pool);
    }

    /// <summary>When the running stretch ends; infinite while there is nothing to do.</summary>
    public double Until { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether a step runs.</summary>
    public bool Busy => steps > 0;

    /// <summary>Requests that wait.</summary>
    public int Waiting => admission.Waiting;

    /// <summary>Requests that wait or run.</summary>
    public int Load => admission.Waiting + admission.Admitted;

    /// <summary>The cache.</summary>
    public CacheBlocks Blocks { get; }

    /// <summary>What was done.</summary>
    public SchedulerCounts Counts => counts;

    /// <summary>Where steps are recorded; usually nowhere.</summary>
    public List<StepRecord>? Records { get; init; }

    /// <summary>Whether every step is an event of its own; for tests of the stretches.</summary>
    public bool StepByStep { get; init; }

    /// <summary>
    /// Puts a request at the end of the queue. The stretch that runs ends with the step that runs, so that the request can join.
    /// </summary>
    /// <returns>Whether <see cref="Until"/> has changed.</returns>
    public bool Enqueue(int slot, double time)
    {
        admission.Enqueue(slot);
        if (!Busy)
        {
            // Requests that come at the same time start together.
            var changed = Until != time;
            Until = time;
            return changed;
        }

        // Behind others, or in the midst of a static batch, it could not join.
        if (steps == 1 || admission.Waiting > 1 || rules.Limits.Batching == BatchingPolicy.Static)
        {
            return false;
        }

        var batch = generating.Count;
        steps = clock.StepsUntil(batch, context / (double)batch, time - began, steps);
        Until = began + clock.Generate(batch, context / (double)batch, steps);
        return true;
    }

    /// <summary>The stretch that runs has ended: hands out its tokens and begins the next.</summary>
    public void Continue(double time)
    {
        if (Busy)
        {
            End(time);
        }

        Begin(time);
    }

    private void Begin(double time)
    {
        (began, steps, generates, work) = (time, 0, false, default);
        StartArrived();
        var room = (int)rules.Limits.PromptTokens(generating.Count);
        if (rules.Limits.Batching != BatchingPolicy.Mixed)
        {
            admission.Select(ref work, room, generating.Count, ref counts);
        }

        var displaced = false;
        if (work.Tokens == 0)
        {
            displaced = MakeRoom();
            generates = generating.Count > 0;
            if (rules.Limits.Batching == BatchingPolicy.Mixed && !displaced)
            {
                Blocks.TakeFor(step, generates ? 1 : 0);
                admission.Select(ref work, room, generating.Count, ref counts);
                Blocks.Give(generates ? Blocks.Due(step) : 0);
            }
        }

        // Who has lost its place may find one after a step.
        Time(time, StepByStep || displaced ? 1 : long.MaxValue);
        counts.MostHeld = Math.Max(counts.MostHeld, Blocks.Held);
    }

    private void Time(double time, long most)
    {
        var batch = generates ? generating.Count : 0;
        var mean = batch > 0 ? context / (double)batch : 0;
        if (work.Tokens > 0)
        {
            (steps, Until) = (1, time + clock.Mixed(batch, mean, work));
        }
        else if (batch > 0)
        {
            var until = Math.Min(pool[generating.Top].Ends, crossings?.Next ?? long.MaxValue);
            steps = Blocks.StepsWithRoom(step, Math.Min(most, until - step));
            Until = time + clock.Generate(batch, mean, steps);
        }
        else
        {
            Until = double.PositiveInfinity;
            return;
        }

        Records?.Add(new StepRecord(batch, mean, work));
    }

    private void End(double time)
    {
        counts.Busy += time - began;
        counts.Steps += steps;
        if (generates)
        {
            Blocks.TakeFor(step, steps);
            var batch = generating.Count;
            counts.GenerationSteps += steps;
            counts.GenerationSequences += steps * batch;
            counts.Tokens += steps * batch;
            step += steps;
            context += steps * batch;
            counts.MostHeld = Math.Max(counts.MostHeld, Blocks.Held);
            Cross();
            while (generating.Count > 0 && pool[generating.Top].Ends == step)
            {
                Finish(generating.Top, time);
            }
        }

        while (admission.TryComplete(out var slot))
        {
            PromptDone(slot, time);
        }

        steps = 0;
    }

    private void PromptDone(int slot, double time)
    {
        ref var request = ref pool[slot];
        var first = request.Generated++ == 0;
        counts.Tokens++;
        if (request.Generated == request.Output)
        {
            admission.Release(slot, request.Target);
        }
        else if (rules.PromptsOnly)
        {
            admission.Release(slot, request.Target);
            events.FirstToken(slot, time);
            events.HandedOver(slot, time);
            return;
        }
        else
        {
            Start(slot);
        }

        if (first)
        {
            events.FirstToken(slot, time);
        }

        if (pool[slot].Place < 0)
        {
            events.Finished(slot, time);
        }
    }

    // Joins those that generate, with its prompt in the cache.
    private void Start(int slot)
    {
        ref var request = ref pool[slot];
        (request.Began, request.Ends) = (step, step + request.Output - request.Generated);
        context += request.Target;
        generating.Add(slot);
        if (rules.Limits.Reserves)
        {
            return;
        }

        var until = rules.Units.WindowTokens - (request.Target - (request.Shares ? Blocks.Prefixes.Tokens : 0));
        Blocks.Grow(request.Target, step, until <= 0);
        request.Crosses = until > 0 ? step + until : 0;
        if (request.Crosses > 0 && request.Crosses < request.Ends)
        {
            crossings?.Add(slot);
        }
    }

    // Requests whose windows are full pay less for a block from now on.
    private void Cross()
    {
        while (crossings is not null && crossings.TryTake(step, out var slot))
        {
            ref var request = ref pool[slot];
            Blocks.Stop(request.Target, request.Began, past: false);
            Blocks.Grow(request.Target, request.Began, past: true);
            request.Crosses = 0;
        }
    }

    private void Finish(int slot, double time)
    {
        Leave(slot);
        pool[slot].Generated = pool[slot].Output;
        events.Finished(slot, time);
    }

    // Takes a request out of those that generate and its tokens out of the cache.
    private void Leave(int slot)
    {
        ref var request = ref pool[slot];
        var tokens = request.Target + (int)(step - request.Began);
        generating.Remove(slot);
        context -= tokens;
        if (!rules.Limits.Reserves)
        {
            Blocks.Stop(request.Target, request.Began, request.Crosses == 0);
        }

        admission.Release(slot, tokens);
    }

    // Requests whose cache has come from another replica need no prompt step.
    private void StartArrived()
    {
        var joins = rules.Limits.Batching != BatchingPolicy.Static || generating.Count == 0;
        while (joins && admission.TryAdmitArrived(out var slot))
        {
            Start(slot);
        }
    }

    /// <summary>
    /// Whoever was admitted last loses its place until the others have room for their next token (vLLM's preemption by recomputation).
    /// </summary>
    private bool MakeRoom()
    {
        var displaced = false;
        while (!rules.Limits.Reserves && generating.Count > 0 && Blocks.StepsWithRoom(step, 1) == 0)
        {
            var slot = admission.Last;
            if (pool[slot].Place >= 0)
            {
                pool[slot].Generated += (int)(step - pool[slot].Began);
                Leave(slot);
            }
            else
            {
                admission.GiveUpPrompt(slot);
            }

            admission.Requeue(slot);
            counts.Preemptions++;
            displaced = true;
        }

        return displaced;
    }
}
