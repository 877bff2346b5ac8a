using LlmCostSim.Strategies;

namespace LlmCostSim.Training.Schedules;

/// <summary>One replay under way: what has ended when, where each rank stands in its order, and the weight gradients it owes.</summary>
internal sealed class ReplayState
{
    private readonly IReadOnlyList<PipelineStage> stages;
    private readonly List<PipelineTask>[] orders;
    private readonly List<PipelineTask> done = [];
    private readonly Queue<PipelineTask>[] owed;
    private readonly double[,,] forwardEnd,
        backwardEnd;
    private readonly double[] free;
    private readonly int[] next,
        alive;
    private readonly int ranks,
        chunks,
        limit;
    private readonly double transfer,
        share;
    private readonly bool bidirectional,
        fills;

    public ReplayState(PipelineSchedule schedule, IReadOnlyList<PipelineStage> stages, int chunks, int microBatches, double transfer)
    {
        (this.stages, this.chunks, this.transfer, ranks) = (stages, chunks, transfer, stages.Count);
        bidirectional = schedule == PipelineSchedule.DualPipe;
        fills = schedule is PipelineSchedule.ZeroBubbleH1 or PipelineSchedule.ZeroBubbleH2;
        limit = schedule == PipelineSchedule.ZeroBubbleH2 ? (2 * ranks) - 1 : ranks;
        share = bidirectional ? 1 : 1.0 / chunks;
        orders = PipelineOrders.Of(schedule, ranks, chunks, microBatches);
        owed = [.. orders.Select(_ => new Queue<PipelineTask>())];
        (free, next, alive) = (new double[ranks], new int[ranks], new int[ranks]);
        (forwardEnd, backwardEnd) = (new double[ranks, chunks, microBatches], new double[ranks, chunks, microBatches]);
        for (var rank = 0; rank < ranks; rank++)
        {
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                for (var i = 0; i < microBatches; i++)
                {
                    forwardEnd[rank, chunk, i] = backwardEnd[rank, chunk, i] = double.NaN;
                }
            }
        }
    }

    public PipelineTimeline Run()
    {
        var total = orders.Sum(order => order.Count) + (fills ? orders.Sum(order => order.Count / 2) : 0);
        while (done.Count < total)
        {
            if (!Advance())
            {
                throw new InvalidOperationException("The schedule waits for itself.");
            }
        }

        return new PipelineTimeline(ranks, done);
    }

    /// <summary>Lets the rank that is free first, and can go on, take up its next work.</summary>
    private bool Advance()
    {
        var best = -1;
        for (var rank = 0; rank < ranks; rank++)
        {
            if ((best < 0 || free[rank] < free[best]) && CanGoOn(rank))
            {
                best = rank;
            }
        }

        if (best < 0)
        {
            return false;
        }

        var task = next[best] < orders[best].Count ? orders[best][next[best]] : default;
        var ready = next[best] < orders[best].Count ? Ready(task) : double.NaN;
        // Everything that is not placed yet ends later than the rank is free, so that work that is not ready now leaves a gap to fill.
        var full = fills && task.Work == PipelineWork.Forward && alive[best] >= limit;
        if (owed[best].Count > 0 && (!(ready <= free[best]) || full))
        {
            Place(owed[best].Dequeue(), free[best]);
            return true;
        }

        next[best]++;
        Place(task, Math.Max(free[best], ready));
        return true;
    }

    private bool CanGoOn(int rank) =>
        owed[rank].Count > 0 || (next[rank] < orders[rank].Count && !double.IsNaN(Ready(orders[rank][next[rank]])));

    private void Place(in PipelineTask task, double start)
    {
        var end = start + (stages[task.Rank].Of(task.Work) * share);
        done.Add(task with { Start = start, End = end });
        free[task.Rank] = end;
        switch (task.Work)
        {
            case PipelineWork.Forward:
                forwardEnd[task.Rank, task.Chunk, task.MicroBatch] = end;
                alive[task.Rank]++;
                break;
            case PipelineWork.BackwardWeight:
                alive[task.Rank]--;
                break;
            default:
                backwardEnd[task.Rank, task.Chunk, task.MicroBatch] = end;
                if (fills)
                {
                    owed[task.Rank].Enqueue(task with { Work = PipelineWork.BackwardWeight });
                }

                break;
        }
    }

    /// <summary>When what a piece of work waits for has arrived; not a number while it is not known.</summary>
    private double Ready(in PipelineTask task)
    {
        var (rank, chunk, micro) = (task.Rank, task.Chunk, task.MicroBatch);
        var step = bidirectional && chunk == 1 ? -1 : 1;
        switch (task.Work)
        {
            case PipelineWork.Forward:
                var before = rank - step;
                return before >= 0 && before < ranks ? Arrived(forwardEnd[before, chunk, micro])
                    : bidirectional || chunk == 0 ? 0
                    : Arrived(forwardEnd[ranks - 1, chunk - 1, micro]);
            case PipelineWork.BackwardWeight:
                return backwardEnd[rank, chunk, micro];
            default:
                var after = rank + step;
                var gradient =
                    after >= 0 && after < ranks ? Arrived(backwardEnd[after, chunk, micro])
                    : bidirectional || chunk == chunks - 1 ? 0
                    : Arrived(backwardEnd[0, chunk + 1, micro]);
                // Math.Max keeps NaN: both have to be known.
                return Math.Max(gradient, forwardEnd[rank, chunk, micro]);
        }
    }

    private double Arrived(double end) => end + transfer;
}
