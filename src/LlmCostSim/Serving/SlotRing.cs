namespace LlmCostSim.Serving;

/// <summary>A queue of requests that grows where it must, open at both ends.</summary>
internal sealed class SlotRing
{
    private int[] items = new int[64];
    private int first;

    /// <summary>Requests in it.</summary>
    public int Count { get; private set; }

    /// <summary>The request at a place from the front.</summary>
    public int this[int index] => items[(first + index) & (items.Length - 1)];

    public void PushBack(int slot)
    {
        Grow();
        items[(first + Count++) & (items.Length - 1)] = slot;
    }

    public void PushFront(int slot)
    {
        Grow();
        first = (first - 1) & (items.Length - 1);
        items[first] = slot;
        Count++;
    }

    public int PopFront()
    {
        var slot = items[first];
        first = (first + 1) & (items.Length - 1);
        Count--;
        return slot;
    }

    public int PopBack() => this[--Count];

    private void Grow()
    {
        if (Count < items.Length)
        {
            return;
        }

        var larger = new int[2 * items.Length];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        (items, first) = (larger, 0);
    }
}
