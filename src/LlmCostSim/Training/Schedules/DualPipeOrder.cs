namespace LlmCostSim.Training.Schedules;

/// <summary>
/// The order of one rank of a bidirectional pipeline: micro-batches enter at both ends, and each rank holds a stage of either direction
/// (DeepSeek-V3, arXiv 2412.19437, section 3.2.1 and figure 5). Eight phases; near the middle of the pipeline ranks have more passes of
/// both directions at the start, near its ends more of their own.
/// </summary>
internal struct DualPipeOrder(int rank, int ranks, int microBatches, List<PipelineTask> order)
{
    private readonly int half = Math.Min(rank, ranks - 1 - rank);
    private readonly int swap = rank >= ranks / 2 ? 1 : 0;
    private readonly int each = microBatches / 2;
    private int forward0,
        forward1,
        backward0,
        backward1;
    private readonly Queue<(int Chunk, int MicroBatch)> weights = new();

    public void Write()
    {
        var middle = (ranks / 2) - half - 1;
        for (var i = 0; i < 2 * middle; i++)
        {
            Forward(0);
        }

        for (var i = 0; i <= half; i++)
        {
            Forward(0);
            Forward(1);
        }

        for (var i = 0; i < middle; i++)
        {
            Backward(1, split: true);
            Weight();
            Forward(1);
        }

        for (var i = 0; i < each - ranks + half + 1; i++)
        {
            Forward(0);
            Backward(1, split: false);
            Forward(1);
            Backward(0, split: false);
        }

        for (var i = 0; i < middle; i++)
        {
            Backward(1, split: false);
            Forward(1);
            Backward(0, split: false);
        }

        Finish(middle);
    }

    private void Finish(int middle)
    {
        for (var i = 0; i <= half; i++)
        {
            // The second half of these leaves its weight gradients for later.
            Backward(1, split: i > half / 2);
            Backward(0, split: i >= (half + 1) / 2);
        }

        for (var i = 0; i < middle; i++)
        {
            Weight();
            Backward(0, split: true);
        }

        while (weights.Count > 0)
        {
            Weight();
        }
    }

    private void Forward(int direction)
    {
        if ((direction == 0 ? forward0 : forward1) < each)
        {
            order.Add(new PipelineTask(rank, PipelineWork.Forward, direction ^ swap, direction == 0 ? forward0++ : forward1++));
        }
    }

    private void Backward(int direction, bool split)
    {
        if ((direction == 0 ? backward0 : backward1) >= each)
        {
            return;
        }

        var task = new PipelineTask(
            rank,
            split ? PipelineWork.BackwardInput : PipelineWork.Backward,
            direction ^ swap,
            direction == 0 ? backward0++ : backward1++
        );
        order.Add(task);
        if (split)
        {
            weights.Enqueue((task.Chunk, task.MicroBatch));
        }
    }

    private void Weight()
    {
        if (weights.TryDequeue(out var next))
        {
            order.Add(new PipelineTask(rank, PipelineWork.BackwardWeight, next.Chunk, next.MicroBatch));
        }
    }
}
