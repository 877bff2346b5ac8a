using FsCheck;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Tests.Training.Schedules;

/// <summary>The closed form against the event replay of the same schedule.</summary>
public class ScheduleReplayTests
{
    private const double Tolerance = 1e-9;

    [Property]
    public void Replay_EqualStages_OneForwardOneBackwardAndGPipe_IsTheClosedForm(
        PositiveInt ranks,
        PositiveInt microBatches,
        PositiveInt forward,
        PositiveInt backward
    )
    {
        var (p, m) = (1 + (ranks.Get % 12), 1 + (microBatches.Get % 40));
        var stages = Equal(p, new PipelineStage(1e-3 * forward.Get, 7e-4 * backward.Get, 5e-4 * forward.Get));
        Same(PipelineSchedule.OneForwardOneBackward, stages, 1, m);
        Same(PipelineSchedule.GPipe, stages, 1, m);
    }

    [Property]
    public void Replay_EqualStages_Interleaved_IsTheClosedFormWhereRanksDivideMicroBatches(
        PositiveInt ranks,
        PositiveInt rounds,
        PositiveInt chunks,
        PositiveInt forward
    )
    {
        var (p, v) = (2 + (ranks.Get % 7), 1 + (chunks.Get % 4));
        var stages = Equal(p, new PipelineStage(1e-3 * forward.Get, 1.3e-3 * forward.Get, 0.7e-3 * forward.Get));
        Same(PipelineSchedule.Interleaved, stages, v, p * (1 + (rounds.Get % 5)));
    }

    /// <summary>No framework runs the interleaved schedule with fewer micro-batches than ranks; all forward passes go ahead then.</summary>
    [Property]
    public void Replay_EqualStages_InterleavedWithFewerMicroBatchesThanRanks_IsTheClosedForm(
        PositiveInt ranks,
        PositiveInt microBatches,
        PositiveInt chunks,
        PositiveInt forward
    )
    {
        var (p, v) = (2 + (ranks.Get % 11), 1 + (chunks.Get % 4));
        var stages = Equal(p, new PipelineStage(1e-3 * forward.Get, 1.3e-3 * forward.Get, 0.7e-3 * forward.Get));
        Same(PipelineSchedule.Interleaved, stages, v, 1 + (microBatches.Get % p));
    }

    /// <summary>
    /// Any number of micro-batches, also fewer than stages: weight gradients that do not exist fill no gap. ZB-H2's ranks go on to the next
    /// step on their own, so its time is a rank's period.
    /// </summary>
    [Property]
    public void Replay_WholeWeightPassesFillTheGaps_ZeroBubble_IsTheClosedForm(PositiveInt ranks, PositiveInt microBatches, bool recomputed)
    {
        var (p, m) = (2 + (ranks.Get % 9), 1 + (microBatches.Get % 40));
        var stages = Equal(p, new PipelineStage(1, recomputed ? 2 : 1, 1));
        Same(PipelineSchedule.ZeroBubbleH1, stages, 1, m);
        var timeline = ScheduleReplay.Run(PipelineSchedule.ZeroBubbleH2, stages, 1, m);
        Assert.Equal(1, timeline.Period / Closed(PipelineSchedule.ZeroBubbleH2, stages, 1, m), Tolerance);
    }

    /// <summary>
    /// The replay puts weight passes where a rank waits at all, which can lengthen the wait; the closed form is the bound that a better
    /// order reaches.
    /// </summary>
    [Property]
    public void ClosedForm_AnyEqualPasses_ZeroBubble_IsNeverAboveTheReplayAndWithinATenth(
        PositiveInt ranks,
        PositiveInt microBatches,
        PositiveInt backward,
        PositiveInt weight
    )
    {
        var (p, m) = (2 + (ranks.Get % 9), 1 + (microBatches.Get % 40));
        // Whole numbers: the replay decides by what is ready at the same instant.
        var stages = Equal(p, new PipelineStage(10, 10 + (backward.Get % 12), 5 + (weight.Get % 10)));
        Assert.InRange(
            Closed(PipelineSchedule.ZeroBubbleH1, stages, 1, m) / ScheduleReplay.Run(PipelineSchedule.ZeroBubbleH1, stages, 1, m).Makespan,
            0.9,
            1 + Tolerance
        );
        Assert.InRange(
            Closed(PipelineSchedule.ZeroBubbleH2, stages, 1, m) / ScheduleReplay.Run(PipelineSchedule.ZeroBubbleH2, stages, 1, m).Period,
            0.9,
            1 + Tolerance
        );
    }

    /// <summary>Longer passes of any kind never shorten a step, whatever the schedule.</summary>
    [Property]
    public void ClosedForm_LongerPasses_NeverShortenTheStep(PositiveInt ranks, PositiveInt microBatches, PositiveInt seed)
    {
        var (p, m) = (2 * (1 + (ranks.Get % 8)), 1 + (microBatches.Get % 40));
        var random = new Random(seed.Get);
        var stages = Enumerable
            .Range(0, p)
            .Select(_ => new PipelineStage(0.1 + random.NextDouble(), 0.1 + random.NextDouble(), 0.1 + random.NextDouble()))
            .ToArray();
        foreach (var schedule in Enum.GetValues<PipelineSchedule>())
        {
            var once = Closed(schedule, stages, 2, m);
            foreach (var longer in (PipelineStage[])[new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)])
            {
                var stretched = Array.ConvertAll(
                    stages,
                    s => new PipelineStage(
                        s.Forward + longer.Forward,
                        s.BackwardInput + longer.BackwardInput,
                        s.BackwardWeight + longer.BackwardWeight
                    )
                );
                Assert.True(Closed(schedule, stretched, 2, m) >= once * (1 - Tolerance), $"{schedule} p {p} m {m} {longer}");
            }
        }
    }

    /// <summary>DualPipe's closed form is its authors' table; the replay of figure 5 differs from it where passes are unequal.</summary>
    [Property]
    public void ClosedForm_EqualStages_DualPipe_IsNearTheReplay(
        PositiveInt ranks,
        PositiveInt microBatches,
        PositiveInt backward,
        PositiveInt weight
    )
    {
        var p = 2 * (1 + (ranks.Get % 5));
        var m = 2 * (p + (microBatches.Get % 20));
        var stages = Equal(p, new PipelineStage(1, 1 + (backward.Get % 12 * 0.1), 0.5 + (weight.Get % 10 * 0.1)));
        Assert.InRange(
            Closed(PipelineSchedule.DualPipe, stages, 1, m) / ScheduleReplay.Run(PipelineSchedule.DualPipe, stages, 1, m).Makespan,
            0.9,
            1.1
        );
    }

    [Property]
    public void Replay_AnyStages_DoesAllWorkOnceAndNeverTwoThingsAtATime(PositiveInt seed, PositiveInt ranks, PositiveInt microBatches)
    {
        var p = 2 * (1 + (ranks.Get % 3));
        var m = 2 * (p + (microBatches.Get % 8));
        var stages = Enumerable
            .Range(0, p)
            .Select(i => new PipelineStage(1 + ((seed.Get * (i + 3)) % 5), 1 + ((seed.Get + i) % 4), 1 + (i % 2)))
            .ToArray();
        foreach (var schedule in Enum.GetValues<PipelineSchedule>())
        {
            var chunks = schedule == PipelineSchedule.Interleaved ? 2 : 1;
            var count = schedule == PipelineSchedule.Interleaved ? 2 * p : m;
            var timeline = ScheduleReplay.Run(schedule, stages, chunks, count);
            for (var rank = 0; rank < p; rank++)
            {
                var own = timeline.Tasks.Where(task => task.Rank == rank).OrderBy(task => task.Start).ToArray();
                Assert.Equal(count * chunks, own.Count(task => task.Work == PipelineWork.Forward));
                Assert.Equal(count * chunks, own.Count(task => task.Work is PipelineWork.Backward or PipelineWork.BackwardInput));
                Assert.Equal(count * stages[rank].Total, own.Sum(task => task.Seconds), 6);
                Assert.All(own.Zip(own.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + Tolerance));
            }
        }
    }

    [Theory]
    [InlineData(PipelineSchedule.ZeroBubbleH1)]
    [InlineData(PipelineSchedule.ZeroBubbleH2)]
    [InlineData(PipelineSchedule.DualPipe)]
    public void Replay_NewerSchedules_WaitLessThanOneForwardOneBackward(PipelineSchedule schedule)
    {
        var stages = Equal(8, new PipelineStage(1, 1, 1));
        var usual = ScheduleReplay.Run(PipelineSchedule.OneForwardOneBackward, stages, 1, 32).Period;
        Assert.True(ScheduleReplay.Run(schedule, stages, 1, 32).Period < usual);
    }

    /// <summary>
    /// For unequal stages the closed form is an approximation; this is how good it is on stages that differ by an embedding or a head.
    /// </summary>
    [Fact]
    public void ClosedForm_UnequalEnds_IsWithinThreePercentOfTheReplay()
    {
        for (var p = 2; p <= 16; p *= 2)
        {
            var stages = Equal(p, new PipelineStage(1, 1, 1));
            stages[0] = new PipelineStage(1.05, 1.05, 1);
            stages[p - 1] = new PipelineStage(1.3, 1.3, 1.2);
            for (var m = p; m <= 8 * p; m *= 2)
            {
                var replay = ScheduleReplay.Run(PipelineSchedule.OneForwardOneBackward, stages, 1, m).Makespan;
                Assert.InRange(Closed(PipelineSchedule.OneForwardOneBackward, stages, 1, m) / replay, 0.97, 1.03);
            }
        }
    }

    [Fact]
    public void Run_DualPipeWithAnOddNumberOfRanks_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ScheduleReplay.Run(PipelineSchedule.DualPipe, Equal(3, new PipelineStage(1, 1, 1)), 1, 12));

    [Fact]
    public void Run_InterleavedWithAPartialRound_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            ScheduleReplay.Run(PipelineSchedule.Interleaved, Equal(4, new PipelineStage(1, 1, 1)), 2, 6)
        );

    private static PipelineStage[] Equal(int ranks, PipelineStage stage) => [.. Enumerable.Repeat(stage, ranks)];

    private static double Closed(PipelineSchedule schedule, PipelineStage[] stages, int chunks, int microBatches)
    {
        var closed = new PipelineClosedForm(schedule, chunks, stages.Length, microBatches);
        foreach (var stage in stages)
        {
            closed.Add(stage);
        }

        return closed.Step();
    }

    private static void Same(PipelineSchedule schedule, PipelineStage[] stages, int chunks, int microBatches) =>
        Assert.Equal(
            1,
            ScheduleReplay.Run(schedule, stages, chunks, microBatches).Makespan / Closed(schedule, stages, chunks, microBatches),
            Tolerance
        );
}
