using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>How near a schedule's closed form is to its replay, for reports of jobs with several stages.</summary>
/// <remarks>Described in docs/training.md, "Time of a step"; held by <c>ScheduleReplayTests</c>.</remarks>
internal static class PipelineNote
{
    private const string Path = "step.breakdown.pipelineBubble";

    private static readonly Assumption Plain = Of(
            "closed form, equal to the replay (--trace) for equal stages; embedding and head make the ends longer, which leaves it within 3 %"
        ),
        Rounds = Of(
            "closed form, equal to the replay (--trace) for equal stages where they divide the micro-batches or outnumber them; embedding and head leave it within 3 %"
        ),
        Filled = Of("closed form, equal to the replay (--trace) where whole weight passes fill the gaps, otherwise at most 10 % below it"),
        Table = Of("its authors' closed form, which is 2 to 12 % above the replay of their schedule (--trace): an approximation");

    /// <summary>The note on a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    public static Assumption Of(PipelineSchedule schedule) =>
        schedule switch
        {
            PipelineSchedule.Interleaved => Rounds,
            PipelineSchedule.ZeroBubbleH1 or PipelineSchedule.ZeroBubbleH2 => Filled,
            PipelineSchedule.DualPipe => Table,
            _ => Plain,
        };

    private static Assumption Of(string text) => new(Path, "", $"{Path}: {text}");
}
