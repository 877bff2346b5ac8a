using LlmCostSim.Strategies;

namespace LlmCostSim.Training.Schedules;

/// <summary>The order in which each rank of a schedule works, where it is fixed beforehand.</summary>
internal static class PipelineOrders
{
    public static List<PipelineTask>[] Of(PipelineSchedule schedule, int ranks, int chunks, int microBatches)
    {
        var orders = new List<PipelineTask>[ranks];
        for (var rank = 0; rank < ranks; rank++)
        {
            orders[rank] = [];
            switch (schedule)
            {
                case PipelineSchedule.GPipe:
                    Fill(orders[rank], rank, microBatches, microBatches, PipelineWork.Backward);
                    break;
                case PipelineSchedule.Interleaved:
                    Interleave(orders[rank], rank, ranks, chunks, microBatches);
                    break;
                case PipelineSchedule.ZeroBubbleH1:
                    Fill(orders[rank], rank, Math.Min(ranks - rank, microBatches), microBatches, PipelineWork.BackwardInput);
                    break;
                case PipelineSchedule.ZeroBubbleH2:
                    Fill(orders[rank], rank, Math.Min((2 * (ranks - rank)) - 1, microBatches), microBatches, PipelineWork.BackwardInput);
                    break;
                case PipelineSchedule.DualPipe:
                    new DualPipeOrder(rank, ranks, microBatches, orders[rank]).Write();
                    break;
                default:
                    Fill(orders[rank], rank, Math.Min(ranks - rank, microBatches), microBatches, PipelineWork.Backward);
                    break;
            }
        }

        return orders;
    }

    /// <summary>
    /// Some forward passes ahead, then one backward and one forward in turn (Narayanan et al. 2021, figure 4); all ahead is GPipe.
    /// </summary>
    private static void Fill(List<PipelineTask> order, int rank, int ahead, int microBatches, PipelineWork backward)
    {
        for (var forward = 0; forward < ahead; forward++)
        {
            order.Add(new PipelineTask(rank, PipelineWork.Forward, 0, forward));
        }

        for (var i = 0; i < microBatches; i++)
        {
            order.Add(new PipelineTask(rank, backward, 0, i));
            if (ahead + i < microBatches)
            {
                order.Add(new PipelineTask(rank, PipelineWork.Forward, 0, ahead + i));
            }
        }
    }

    /// <summary>
    /// Rounds of as many micro-batches as there are ranks, or of all where there are fewer, pass through all chunks (Narayanan et al. 2021,
    /// section 2.2).
    /// </summary>
    private static void Interleave(List<PipelineTask> order, int rank, int ranks, int chunks, int microBatches)
    {
        var total = microBatches * chunks;
        if (chunks == 1)
        {
            Fill(order, rank, Math.Min(ranks - rank, microBatches), microBatches, PipelineWork.Backward);
            return;
        }

        var round = Math.Min(ranks, microBatches);
        var ahead = microBatches <= ranks ? total : Math.Min(total, ((ranks - rank - 1) * 2) + ((chunks - 1) * ranks));
        // The first backward pass follows one more forward pass than that.
        ahead = Math.Min(total, ahead + 1);
        for (var i = 0; i < ahead; i++)
        {
            order.Add(Virtual(rank, round, chunks, i, PipelineWork.Forward));
        }

        for (var i = 0; i < total; i++)
        {
            order.Add(Virtual(rank, round, chunks, i, PipelineWork.Backward));
            if (ahead + i < total)
            {
                order.Add(Virtual(rank, round, chunks, ahead + i, PipelineWork.Forward));
            }
        }
    }

    private static PipelineTask Virtual(int rank, int round, int chunks, int index, PipelineWork work)
    {
        var rounds = index / (round * chunks);
        var within = index - (rounds * round * chunks);
        var chunk = within / round;
        return new PipelineTask(rank, work, work == PipelineWork.Forward ? chunk : chunks - 1 - chunk, (rounds * round) + (within % round));
    }
}
