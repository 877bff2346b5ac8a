namespace LlmCostSim.Training.Schedules;

/// <summary>The replay of one pipeline schedule: every piece of work of every rank with its start and end.</summary>
public sealed class PipelineTimeline
{
    internal PipelineTimeline(int ranks, IReadOnlyList<PipelineTask> tasks)
    {
        (Ranks, Tasks) = (ranks, tasks);
        var (first, last, busy) = (new double[ranks], new double[ranks], new double[ranks]);
        Array.Fill(first, double.PositiveInfinity);
        foreach (var task in tasks)
        {
            first[task.Rank] = Math.Min(first[task.Rank], task.Start);
            last[task.Rank] = Math.Max(last[task.Rank], task.End);
            busy[task.Rank] += task.Seconds;
        }

        for (var rank = 0; rank < ranks; rank++)
        {
            Makespan = Math.Max(Makespan, last[rank]);
            Period = Math.Max(Period, last[rank] - first[rank]);
            Busy = Math.Max(Busy, busy[rank]);
        }
    }

    /// <summary>Pipeline ranks.</summary>
    public int Ranks { get; }

    /// <summary>All work, in the order in which it was placed.</summary>
    public IReadOnlyList<PipelineTask> Tasks { get; }

    /// <summary>Seconds from the first start to the last end.</summary>
    public double Makespan { get; }

    /// <summary>
    /// Longest time from a rank's first start to its last end: what a step takes where ranks go on to the next step on their own
    /// (zero-bubble H2 with its optimizer step per rank, Qi et al. 2023, section 4).
    /// </summary>
    public double Period { get; }

    /// <summary>Working time of the busiest rank.</summary>
    public double Busy { get; }
}
