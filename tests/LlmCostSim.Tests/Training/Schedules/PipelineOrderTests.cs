using LlmCostSim.Strategies;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Tests.Training.Schedules;

/// <summary>The order in which a rank works, as the papers draw it, and when.</summary>
public class PipelineOrderTests
{
    private static string Played(PipelineSchedule schedule, int ranks, int chunks, int microBatches, int rank) =>
        string.Join(
            ' ',
            ScheduleReplay
                .Run(schedule, [.. Enumerable.Repeat(new PipelineStage(2, 2, 2), ranks)], chunks, microBatches)
                .Tasks.Where(task => task.Rank == rank)
                .OrderBy(task => task.Start)
                .Select(task =>
                    $"{(task.Work switch { PipelineWork.Forward => "F", PipelineWork.Backward => "B", PipelineWork.BackwardInput => "I", _ => "W" })}{task.MicroBatch}{(chunks > 1 || schedule == PipelineSchedule.DualPipe ? "abcd"[task.Chunk] : "")}"
                )
        );

    /// <summary>
    /// The orders as the papers draw them: Huang et al. 2019; Narayanan et al. 2021, figures 3 and 4; Qi et al. 2023, figures 2 and 3.
    /// </summary>
    [Theory]
    [InlineData(PipelineSchedule.GPipe, 3, 1, 4, 0, "F0 F1 F2 F3 B0 B1 B2 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, 1, 4, 0, "F0 F1 F2 B0 F3 B1 B2 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 3, 1, 4, 2, "F0 B0 F1 B1 F2 B2 F3 B3")]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 1, 2, 0, "F0 F1 B0 B1")]
    [InlineData(PipelineSchedule.Interleaved, 2, 2, 4, 0, "F0a F1a F0b F1b F2a B0b F3a B1b F2b B0a F3b B1a B2b B3b B2a B3a")]
    [InlineData(PipelineSchedule.Interleaved, 2, 2, 4, 1, "F0a F1a F0b B0b F1b B1b F2a B0a F3a B1a F2b B2b F3b B3b B2a B3a")]
    [InlineData(PipelineSchedule.Interleaved, 3, 2, 2, 1, "F0a F1a F0b F1b B0b B1b B0a B1a")]
    [InlineData(PipelineSchedule.Interleaved, 3, 1, 4, 0, "F0 F1 F2 B0 F3 B1 B2 B3")]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 3, 1, 4, 0, "F0 F1 F2 I0 W0 F3 I1 W1 I2 W2 I3 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH1, 3, 1, 4, 2, "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 2, 1, 4, 0, "F0 F1 F2 I0 W0 F3 I1 I2 W1 W2 I3 W3")]
    [InlineData(PipelineSchedule.ZeroBubbleH2, 2, 1, 4, 1, "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 W2 W3")]
    public void Replay_Order_IsTheSchedules(PipelineSchedule schedule, int ranks, int chunks, int microBatches, int rank, string order) =>
        Assert.Equal(order, Played(schedule, ranks, chunks, microBatches, rank));

    /// <summary>
    /// 1F1B of two ranks (F 2, B 4) and two micro-batches, half a second between them: rank 0 F 0–2, 2–4; rank 1 F 2.5–4.5, B 4.5–8.5, …
    /// </summary>
    [Fact]
    public void Replay_Times_WithTransfers()
    {
        var timeline = ScheduleReplay.Run(PipelineSchedule.OneForwardOneBackward, [new(2, 3, 1), new(2, 3, 1)], 1, 2, transfer: 0.5);
        Assert.Equal(
            [(0, 0.0, 2.0), (0, 2, 4), (1, 2.5, 4.5), (1, 4.5, 8.5), (1, 8.5, 10.5), (0, 9, 13), (1, 10.5, 14.5), (0, 15, 19)],
            timeline.Tasks.OrderBy(task => task.Start).Select(task => (task.Rank, task.Start, task.End))
        );
        Assert.Equal((19, 19, 12, 2), (timeline.Makespan, timeline.Period, timeline.Busy, timeline.Ranks));
    }

    [Theory]
    [InlineData(PipelineSchedule.DualPipe, 3, 1, 12)]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 9)]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 6)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 6)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 0, 6)]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 4, 1, 0)]
    public void Replay_Impossible_IsRefused(PipelineSchedule schedule, int ranks, int chunks, int microBatches) =>
        Assert.ThrowsAny<ArgumentException>(() => Played(schedule, ranks, chunks, microBatches, 0));

    [Theory]
    [InlineData(PipelineSchedule.DualPipe, 4, 1, 8)]
    [InlineData(PipelineSchedule.Interleaved, 4, 1, 6)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 4)]
    [InlineData(PipelineSchedule.Interleaved, 4, 2, 3)]
    public void Replay_Possible_Runs(PipelineSchedule schedule, int ranks, int chunks, int microBatches) =>
        Assert.NotEmpty(Played(schedule, ranks, chunks, microBatches, 0));
}
