namespace LlmCostSim.Serving;

/// <summary>
/// What waits, runs and is held over a run of unknown length, in fixed memory: parts of equal length, which are merged in pairs when the
/// run outgrows them. Adding allocates nothing.
/// </summary>
internal sealed class LoadTimeline
{
    private const int Parts = 2048;

    private readonly double[] waiting = new double[Parts],
        running = new double[Parts],
        held = new double[Parts];
    private double length = 1.0 / 1024,
        now;
    private int part;

    /// <summary>Adds what was so from the last call until <paramref name="time"/>.</summary>
    public void Add(double time, double waits, double runs, double holds)
    {
        while (time > (part + 1) * length)
        {
            Put(((part + 1) * length) - now, waits, runs, holds);
            now = (part + 1) * length;
            if (++part == Parts)
            {
                Merge();
            }
        }

        Put(time - now, waits, runs, holds);
        now = time;
    }

    /// <summary>Means over equal parts of the run.</summary>
    /// <param name="points">How many.</param>
    /// <param name="blocks">Units of all caches.</param>
    public IReadOnlyList<TimelinePoint> Points(int points, double blocks)
    {
        if (now <= 0)
        {
            return [];
        }

        var result = new TimelinePoint[points];
        var width = now / points;
        for (var i = 0; i < points; i++)
        {
            var (from, to) = (i * width, (i + 1) * width);
            result[i] = new TimelinePoint(
                (from + to) / 2,
                Mean(waiting, from, to),
                Mean(running, from, to),
                Mean(held, from, to) / Math.Max(1, blocks)
            );
        }

        return result;
    }

    // Mean from a time to another; within a part all is taken to be even.
    private double Mean(double[] sums, double from, double to)
    {
        double sum = 0;
        for (var i = (int)(from / length); i <= part && i * length < to; i++)
        {
            var (begin, end) = (i * length, Math.Min((i + 1) * length, now));
            var overlap = Math.Min(to, end) - Math.Max(from, begin);
            sum += overlap > 0 ? sums[i] * overlap / (end - begin) : 0;
        }

        return sum / (to - from);
    }

    private void Put(double seconds, double waits, double runs, double holds)
    {
        waiting[part] += seconds * waits;
        running[part] += seconds * runs;
        held[part] += seconds * holds;
    }

    private void Merge()
    {
        Halve(waiting);
        Halve(running);
        Halve(held);
        length *= 2;
        part = Parts / 2;
    }

    private static void Halve(double[] sums)
    {
        for (var i = 0; i < Parts / 2; i++)
        {
            sums[i] = sums[2 * i] + sums[(2 * i) + 1];
        }

        Array.Clear(sums, Parts / 2, Parts / 2);
    }
}
