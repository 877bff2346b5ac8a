namespace LlmCostSim.Serving;

/// <summary>
/// The next of a fixed number of timers: a binary heap whose timers can be set again. Of timers that are due at the same time the one with
/// the lower number comes first. Allocates nothing once made.
/// </summary>
internal sealed class EventHeap
{
    private readonly int[] heap,
        places;
    private readonly double[] times;

    /// <param name="timers">Number of timers; none is set.</param>
    public EventHeap(int timers)
    {
        (heap, places, times) = (new int[timers], new int[timers], new double[timers]);
        for (var i = 0; i < timers; i++)
        {
            (heap[i], places[i], times[i]) = (i, i, double.PositiveInfinity);
        }
    }

    /// <summary>The timer that is due next.</summary>
    public int Next => heap[0];

    /// <summary>When it is due; infinite where none is set.</summary>
    public double Time => times[heap[0]];

    /// <summary>Sets a timer.</summary>
    /// <param name="timer">Its number.</param>
    /// <param name="time">When it is due; infinite: never.</param>
    public void Set(int timer, double time)
    {
        var earlier = time < times[timer];
        times[timer] = time;
        if (earlier)
        {
            Rise(timer);
        }
        else
        {
            Sink(timer);
        }
    }

    private bool Before(int a, int b) => times[a] < times[b] || (times[a] == times[b] && a < b);

    private void Rise(int timer)
    {
        var place = places[timer];
        while (place > 0 && Before(timer, heap[(place - 1) / 2]))
        {
            place = Move(heap[(place - 1) / 2], place, (place - 1) / 2);
        }

        (heap[place], places[timer]) = (timer, place);
    }

    private void Sink(int timer)
    {
        var place = places[timer];
        while (true)
        {
            var child = (2 * place) + 1;
            if (child + 1 < heap.Length && Before(heap[child + 1], heap[child]))
            {
                child++;
            }

            if (child >= heap.Length || !Before(heap[child], timer))
            {
                break;
            }

            place = Move(heap[child], place, child);
        }

        (heap[place], places[timer]) = (timer, place);
    }

    // Puts a timer into a free place; its own becomes free.
    private int Move(int timer, int place, int own)
    {
        (heap[place], places[timer]) = (timer, place);
        return own;
    }
}
