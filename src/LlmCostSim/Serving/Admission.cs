using LlmCostSim.Inference;
using LlmCostSim.Stacks;

namespace LlmCostSim.Serving;

/// <summary>
/// The queue of a scheduler: who is let in, and which prompts, or pieces of them, the next step works on. First come, first served.
/// Allocates nothing but for longer queues.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class Admission(AdmissionLimits limits, RequestPool pool, CacheBlocks blocks)
{
    private readonly SlotRing waiting = new(),
        prompts = new();

    /// <summary>Requests that wait.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Requests that are let in and not yet answered.</summary>
    public int Admitted { get; private set; }

    /// <summary>Who was let in last; −1: nobody is.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Puts a request at the end of the queue.</summary>
    public void Enqueue(int slot) => waiting.PushBack(slot);

    /// <summary>Puts a request that has lost its place at the front of the queue.</summary>
    public void Requeue(int slot)
    {
        pool[slot].Done = 0;
        waiting.PushFront(slot);
    }

    /// <summary>Lets in the first of the queue if its cache came from another replica and has room.</summary>
    public bool TryAdmitArrived(out int slot)
    {
        slot = waiting.Count > 0 ? waiting[0] : -1;
        if (slot < 0 || !pool[slot].Arriving || Admitted >= limits.Sequences || !TryAdmit(slot))
        {
            return false;
        }

        pool[slot].Arriving = false;
        return true;
    }

    /// <summary>Chooses prompts for a step: those begun, then those that are let in now.</summary>
    /// <param name="work">Where they are added.</param>
    /// <param name="tokens">Most tokens.</param>
    /// <param name="generating">Requests that generate.</param>
    /// <param name="counts">Where repeated and saved work is counted.</param>
    public void Select(ref PromptWork work, int tokens, int generating, ref SchedulerCounts counts)
    {
        // A static batch is filled when the last one is done.
        if (limits.Batching != BatchingPolicy.Static)
        {
            Continue(ref work, ref tokens);
            while (
                waiting.Count > 0
                && tokens > 0
                && Admitted < limits.Sequences
                && limits.Piece(Left(waiting[0]), tokens, work.Tokens == 0) > 0
                && TryAdmitPrompt(ref counts)
            )
            {
                TryAdd(prompts[prompts.Count - 1], ref work, ref tokens);
            }

            return;
        }

        if (generating == 0 && prompts.Count == 0)
        {
            while (waiting.Count > 0 && Admitted < limits.Sequences && TryAdmitPrompt(ref counts)) { }
        }

        Continue(ref work, ref tokens);
    }

    /// <summary>The first of the prompts whose last piece was in the step that has ended.</summary>
    public bool TryComplete(out int slot)
    {
        slot = prompts.Count > 0 ? prompts[0] : -1;
        if (slot < 0 || pool[slot].Piece == 0)
        {
            return false;
        }

        ref var request = ref pool[slot];
        (request.Done, request.Piece) = (request.Done + request.Piece, 0);
        if (request.Done < request.Target)
        {
            return false;
        }

        prompts.PopFront();
        request.Shares = request.Shares || blocks.TryShare(request.Group, request.Input, Kept(request, request.Target));
        return true;
    }

    /// <summary>A request leaves: gives its blocks back.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="tokens">Tokens that it has in the cache.</param>
    public void Release(int slot, int tokens)
    {
        ref var request = ref pool[slot];
        blocks.Give(blocks.Own(Kept(request, tokens), request.Shares));
        if (request.Shares)
        {
            blocks.Prefixes.Leave(request.Group);
            request.Shares = false;
        }

        Unlink(ref request);
    }

    /// <summary>Takes out the request that was let in last while its prompt is worked on.</summary>
    public void GiveUpPrompt(int slot)
    {
        prompts.PopBack();
        pool[slot].Piece = 0;
        Release(slot, pool[slot].Target);
    }

    private void Continue(ref PromptWork work, ref int tokens)
    {
        for (var i = 0; i < prompts.Count && tokens > 0 && TryAdd(prompts[i], ref work, ref tokens); i++) { }
    }

    private bool TryAdd(int slot, ref PromptWork work, ref int tokens)
    {
        ref var request = ref pool[slot];
        var piece = limits.Piece(Left(slot), tokens, work.Tokens == 0);
        if (piece == 0)
        {
            return false;
        }

        request.Piece = piece;
        work.Add(1, piece, request.Done);
        tokens -= piece;
        return true;
    }

    private int Left(int slot) => pool[slot].Input + pool[slot].Generated - pool[slot].Done;

    // Tokens that a request has room for when it has so many.
    private long Kept(in Request request, long tokens) => limits.Reserves ? (long)request.Input + request.Output - 1 : tokens;

    private bool TryAdmitPrompt(ref SchedulerCounts counts)
    {
        var slot = waiting[0];
        if (!TryAdmit(slot))
        {
            return false;
        }

        ref var request = ref pool[slot];
        counts.Cached += request.Done;
        counts.Recomputed += request.Generated > 0 ? request.Target - request.Done : 0;
        prompts.PushBack(slot);
        return true;
    }

    private bool TryAdmit(int slot)
    {
        ref var request = ref pool[slot];
        request.Target = request.Input + Math.Max(0, request.Generated - (request.Arriving ? 1 : 0));
        var shares = !request.Arriving && blocks.Prefixes.CanRead(request.Group, request.Input);
        if (shares)
        {
            blocks.Prefixes.Read(request.Group);
        }

        var needed = blocks.Own(Kept(request, request.Target), shares);

        // Where prompts come first, those that generate are left room for a block each, or they would be displaced as soon as they go on.
        if (!blocks.TryTake(needed, limits.Batching == BatchingPolicy.PromptFirst && !limits.Reserves ? Admitted : 0))
        {
            if (shares)
            {
                blocks.Prefixes.Leave(request.Group);
            }

            return false;
        }

        (request.Shares, request.Done) = (shares, shares ? blocks.Prefixes.Tokens : 0);
        waiting.PopFront();
        Link(slot);
        return true;
    }

    private void Link(int slot)
    {
        (pool[slot].Earlier, pool[slot].Later) = (Last, -1);
        if (Last >= 0)
        {
            pool[Last].Later = slot;
        }

        Last = slot;
        Admitted++;
    }

    private void Unlink(ref Request request)
    {
        if (request.Earlier >= 0)
        {
            pool[request.Earlier].Later = request.Later;
        }

        if (request.Later >= 0)
        {
            pool[request.Later].Earlier = request.Earlier;
        }
        else
        {
            Last = request.Earlier;
        }

        Admitted--;
    }
}
