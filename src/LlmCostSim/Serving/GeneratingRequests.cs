using LlmCostSim.Inference;

namespace LlmCostSim.Serving;

/// <summary>
/// The requests of a scheduler that get a token in each generation step: how many tokens they have in the cache, how that grows, and which
/// of them ends next. Allocates nothing but for longer queues.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class GeneratingRequests(in SchedulerRules rules, RequestPool pool, CacheBlocks blocks)
{
    private readonly FinishHeap heap = new(pool);
    private readonly bool grows = !rules.Limits.Reserves;
    private readonly CacheUnits units = rules.Units;
    private readonly WindowCrossings? crossings = rules.Units.Windowed && !rules.Limits.Reserves ? new WindowCrossings(pool) : null;
    private long context;

    /// <summary>How many there are.</summary>
    public int Count => heap.Count;

    /// <summary>Generation steps so far.</summary>
    public long Step { get; private set; }

    /// <summary>Cached tokens of each, in the mean; 0 where there is none.</summary>
    public double MeanContext => Count > 0 ? context / (double)Count : 0;

    /// <summary>Steps until one of them ends or its cache grows otherwise than so far; there is at least one request.</summary>
    public long StepsAlike => Math.Min(pool[heap.Top].Ends, crossings?.Next ?? long.MaxValue) - Step;

    /// <summary>A request joins, with its prompt in the cache.</summary>
    public void Add(int slot)
    {
        ref var request = ref pool[slot];
        (request.Began, request.Ends) = (Step, Step + request.Output - request.Generated);
        context += request.Target;
        heap.Add(slot);
        if (!grows)
        {
            return;
        }

        var until = units.WindowTokens - (request.Target - (request.Shares ? blocks.Prefixes.Tokens : 0));
        request.Crosses = until > 0 ? Step + until : 0;
        blocks.Grow(request.Target, Step, past: until <= 0);
        if (request.Crosses > 0 && request.Crosses < request.Ends)
        {
            crossings?.Add(slot);
        }
    }

    /// <summary>Takes a request out.</summary>
    /// <returns>Tokens that it has in the cache.</returns>
    public int Remove(int slot)
    {
        ref var request = ref pool[slot];
        var tokens = request.Target + (int)(Step - request.Began);
        heap.Remove(slot);
        context -= tokens;
        if (grows)
        {
            blocks.Stop(request.Target, request.Began, past: request.Crosses == 0);
        }

        return tokens;
    }

    /// <summary>Each gets so many tokens, for which there is room.</summary>
    public void Advance(long steps)
    {
        blocks.TakeFor(Step, steps);
        Step += steps;
        context += steps * Count;

        // Requests whose windows are full pay less for a block from now on.
        while (crossings is not null && crossings.TryTake(Step, out var slot))
        {
            ref var request = ref pool[slot];
            blocks.Stop(request.Target, request.Began, past: false);
            blocks.Grow(request.Target, request.Began, past: true);
            request.Crosses = 0;
        }
    }

    /// <summary>The first of those that have their last token.</summary>
    public bool TryEnd(out int slot)
    {
        slot = Count > 0 && pool[heap.Top].Ends == Step ? heap.Top : -1;
        return slot >= 0;
    }
}
