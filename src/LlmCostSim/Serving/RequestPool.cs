namespace LlmCostSim.Serving;

/// <summary>
/// The requests in the system. Places are used again, so memory grows with the largest number at a time, not with the run.
/// </summary>
internal sealed class RequestPool
{
    private Request[] items = new Request[256];
    private int[] free = new int[256];
    private int freeCount,
        used;

    /// <summary>A request; the reference holds until the next <see cref="Rent"/>.</summary>
    public ref Request this[int slot] => ref items[slot];

    /// <summary>Requests in the system.</summary>
    public int Count => used - freeCount;

    /// <summary>A place for a new request, cleared.</summary>
    public int Rent()
    {
        if (freeCount == 0 && used == items.Length)
        {
            Array.Resize(ref items, 2 * used);
            Array.Resize(ref free, 2 * used);
        }

        var slot = freeCount > 0 ? free[--freeCount] : used++;
        items[slot] = new Request
        {
            Place = -1,
            Earlier = -1,
            Later = -1,
        };
        return slot;
    }

    /// <summary>Gives a place back.</summary>
    public void Return(int slot) => free[freeCount++] = slot;
}
