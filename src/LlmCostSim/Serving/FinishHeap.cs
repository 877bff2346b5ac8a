namespace LlmCostSim.Serving;

/// <summary>
/// The generating requests of a scheduler by the step that gives them their last token; of several the one that came first. Grows where it
/// must.
/// </summary>
internal sealed class FinishHeap(RequestPool pool)
{
    private int[] heap = new int[64];

    /// <summary>Requests in it.</summary>
    public int Count { get; private set; }

    /// <summary>The request that ends next.</summary>
    public int Top => heap[0];

    /// <summary>Adds a request.</summary>
    public void Add(int slot)
    {
        if (Count == heap.Length)
        {
            Array.Resize(ref heap, 2 * Count);
        }

        Rise(slot, Count++);
    }

    /// <summary>Takes a request out.</summary>
    public void Remove(int slot)
    {
        var place = pool[slot].Place;
        pool[slot].Place = -1;
        var last = heap[--Count];
        if (last == slot)
        {
            return;
        }

        Sink(last, place);
        Rise(last, pool[last].Place);
    }

    private bool Before(int a, int b)
    {
        ref var x = ref pool[a];
        ref var y = ref pool[b];
        return x.Ends < y.Ends || (x.Ends == y.Ends && x.Number < y.Number);
    }

    private void Put(int slot, int place)
    {
        heap[place] = slot;
        pool[slot].Place = place;
    }

    private void Rise(int slot, int place)
    {
        while (place > 0 && Before(slot, heap[(place - 1) / 2]))
        {
            Put(heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        Put(slot, place);
    }

    private void Sink(int slot, int place)
    {
        while ((2 * place) + 1 < Count)
        {
            var child = (2 * place) + 1;
            if (child + 1 < Count && Before(heap[child + 1], heap[child]))
            {
                child++;
            }

            if (!Before(heap[child], slot))
            {
                break;
            }

            Put(heap[child], place);
            place = child;
        }

        Put(slot, place);
    }
}
