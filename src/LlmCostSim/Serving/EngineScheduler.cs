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
    private readonly GeneratingRequests generating;

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
        generating = new GeneratingRequests(rules, pool, Blocks);
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
        steps = clock.StepsUntil(batch, generating.MeanContext, time - began, steps);
        Until = began + clock.Generate(batch, generating.MeanContext, steps);
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
                Blocks.TakeFor(generating.Step, generates ? 1 : 0);
                admission.Select(ref work, room, generating.Count, ref counts);
                Blocks.Give(generates ? Blocks.Due(generating.Step) : 0);
            }
        }

        // Who has lost its place may find one after a step.
        Time(time, StepByStep || displaced ? 1 : long.MaxValue);
        counts.MostHeld = Math.Max(counts.MostHeld, Blocks.Held);
    }

    private void Time(double time, long most)
    {
        var batch = generates ? generating.Count : 0;
        var mean = batch > 0 ? generating.MeanContext : 0;
        if (work.Tokens > 0)
        {
            (steps, Until) = (1, time + clock.Mixed(batch, mean, work));
        }
        else if (batch > 0)
        {
            steps = Blocks.StepsWithRoom(generating.Step, Math.Min(most, generating.StepsAlike));
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
            var batch = generating.Count;
            counts.GenerationSteps += steps;
            counts.GenerationSequences += steps * batch;
            counts.Tokens += steps * batch;
            generating.Advance(steps);
            counts.MostHeld = Math.Max(counts.MostHeld, Blocks.Held);
            while (generating.TryEnd(out var slot))
            {
                Finish(slot, time);
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
            generating.Add(slot);
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

    private void Finish(int slot, double time)
    {
        Leave(slot);
        pool[slot].Generated = pool[slot].Output;
        events.Finished(slot, time);
    }

    // Takes a request out of those that generate and its tokens out of the cache.
    private void Leave(int slot) => admission.Release(slot, generating.Remove(slot));

    // Requests whose cache has come from another replica need no prompt step.
    private void StartArrived()
    {
        var joins = rules.Limits.Batching != BatchingPolicy.Static || generating.Count == 0;
        while (joins && admission.TryAdmitArrived(out var slot))
        {
            generating.Add(slot);
        }
    }

    /// <summary>
    /// Whoever was admitted last loses its place until the others have room for their next token (vLLM's preemption by recomputation).
    /// </summary>
    private bool MakeRoom()
    {
        var displaced = false;
        while (!rules.Limits.Reserves && generating.Count > 0 && Blocks.StepsWithRoom(generating.Step, 1) == 0)
        {
            var slot = admission.Last;
            if (pool[slot].Place >= 0)
            {
                pool[slot].Generated += (int)(generating.Step - pool[slot].Began);
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
