using LlmCostSim.Strategies;

namespace LlmCostSim.Training.Schedules;

/// <summary>
/// Plays a pipeline schedule event by event: each rank takes up its work in the schedule's order as soon as what it waits for has arrived.
/// Zero-bubble schedules put weight gradients where a rank would wait, and hold at most as many micro-batches as their memory allows.
/// Deterministic.
/// </summary>
internal static class ScheduleReplay
{
    /// <summary>Replays a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="stages">Seconds of each rank per micro-batch; DualPipe needs an even number of them.</param>
    /// <param name="virtualStages">Chunks per rank of the interleaved schedule, 1 or more; a chunk takes that part of its rank's
    /// time.</param>
    /// <param name="microBatches">Micro-batches of the step, 1 or more; a multiple of the ranks or fewer for the interleaved schedule;
    /// DualPipe takes an even number, at least twice as many as ranks.</param>
    /// <param name="transfer">Seconds between the end of a pass and the start of the next rank's.</param>
    /// <exception cref="ArgumentException">The schedule cannot run with that many ranks or micro-batches.</exception>
    public static PipelineTimeline Run(
        PipelineSchedule schedule,
        IReadOnlyList<PipelineStage> stages,
        int virtualStages,
        int microBatches,
        double transfer = 0
    )
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentOutOfRangeException.ThrowIfLessThan(virtualStages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(microBatches, 1);
        if (schedule == PipelineSchedule.DualPipe && (stages.Count % 2 != 0 || microBatches % 2 != 0 || microBatches < 2 * stages.Count))
        {
            throw new ArgumentException(
                "DualPipe needs an even number of ranks and an even number of micro-batches, at least twice as many as ranks.",
                nameof(microBatches)
            );
        }

        if (
            schedule == PipelineSchedule.Interleaved
            && virtualStages > 1
            && microBatches > stages.Count
            && microBatches % stages.Count != 0
        )
        {
            throw new ArgumentException(
                "The interleaved schedule works in rounds: the micro-batches must be a multiple of the ranks (Megatron-LM asks for the same), or fewer.",
                nameof(microBatches)
            );
        }

        var chunks = schedule switch
        {
            PipelineSchedule.Interleaved => virtualStages,
            PipelineSchedule.DualPipe => 2,
            _ => 1,
        };
        return new ReplayState(schedule, stages, chunks, microBatches, transfer).Run();
    }
}
