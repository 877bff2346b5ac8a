namespace LlmCostSim.Serving;

/// <summary>
/// When requests that generate fill the windows of a model's layers, from which step on their blocks cost less. Who has left is forgotten
/// when its turn comes. Allocates nothing but for longer queues.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal sealed class WindowCrossings(RequestPool pool)
{
    private readonly PriorityQueue<(int Slot, long Number), long> queue = new();

    /// <summary>Generation step of the next; the largest number where there is none.</summary>
    public long Next
    {
        get
        {
            while (queue.TryPeek(out var entry, out var step))
            {
                if (IsDue(entry, step))
                {
                    return step;
                }

                queue.Dequeue();
            }

            return long.MaxValue;
        }
    }

    /// <summary>A request's windows are full at the step that it names.</summary>
    public void Add(int slot) => queue.Enqueue((slot, pool[slot].Number), pool[slot].Crosses);

    /// <summary>The first whose windows are full at <paramref name="step"/>.</summary>
    public bool TryTake(long step, out int slot)
    {
        slot = Next <= step ? queue.Dequeue().Slot : -1;
        return slot >= 0;
    }

    private bool IsDue((int Slot, long Number) entry, long step) =>
        pool[entry.Slot].Number == entry.Number && pool[entry.Slot].Place >= 0 && pool[entry.Slot].Crosses == step;
}
