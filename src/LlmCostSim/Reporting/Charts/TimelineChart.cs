using System.Globalization;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// The replay of a pipeline: a row per stage, a box per piece of work, time from left to right; what is left white is the bubble.
/// </summary>
/// <param name="timeline">The replay.</param>
internal sealed class TimelineChart(PipelineTimeline timeline) : Chart("timeline", "Pipeline of one step")
{
    private const double Row = 24,
        Left = 70;

    // More boxes than pixels would only be a grey band of many megabytes.
    private const int MostBoxes = 4000;

    private static readonly (PipelineWork Work, string Name, int Series)[] Works =
    [
        (PipelineWork.Forward, "forward", 0),
        (PipelineWork.Backward, "backward", 1),
        (PipelineWork.BackwardInput, "backward, inputs only", 4),
        (PipelineWork.BackwardWeight, "backward, weights", 2),
    ];

    private readonly int stages = Math.Clamp(MostBoxes * timeline.Ranks / Math.Max(1, timeline.Tasks.Count), 1, timeline.Ranks);

    public override string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{timeline.Ranks} stages, {Show.Of(Duration.FromSeconds(timeline.Makespan))} from the first forward pass to the last backward pass; the busiest stage works {Show.Percent(timeline.Busy / timeline.Makespan)} of the time.{(stages < timeline.Ranks ? $" The first {stages} stages are drawn." : "")}"
        );

    protected override double Draw(SvgCanvas canvas)
    {
        var plot = new Plot(Left, Top, Width - 20, Top + (stages * Row));
        var unit = AxisUnit.OfSeconds(timeline.Makespan);
        var scale = Scale.Linear(timeline.Makespan / unit.Size, plot.Left, plot.Right);
        plot.HorizontalAxis(
            canvas,
            scale,
            $"time [{unit.Name}]{(stages < timeline.Ranks ? $", the first {stages} of {timeline.Ranks} stages" : "")}"
        );
        for (var rank = 0; rank < stages; rank++)
        {
            canvas.Text(8, plot.Top + (rank * Row) + 16, $"stage {rank}");
        }

        foreach (var task in timeline.Tasks)
        {
            if (task.Rank < stages)
            {
                DrawTask(canvas, task, scale, unit);
            }
        }

        var used = timeline.Tasks.Select(static t => t.Work).ToHashSet();
        return plot.Legend(
                canvas,
                plot.Bottom + Plot.Below,
                Works.Where(w => used.Contains(w.Work)).Select(static w => (ChartStyle.Fill(w.Series), w.Name))
            ) + 6;
    }

    private static void DrawTask(SvgCanvas canvas, in PipelineTask task, Scale scale, AxisUnit unit)
    {
        var work = task.Work;
        var (_, name, series) = Array.Find(Works, w => w.Work == work);
        var (x, end, y) = (scale.At(task.Start / unit.Size), scale.At(task.End / unit.Size), Top + (task.Rank * Row));

        // Every second chunk is paler, and boxes keep a gap so that neighbours are told apart.
        var hint =
            $"{name} of micro-batch {task.MicroBatch}, chunk {task.Chunk}: {Show.Of(Duration.FromSeconds(task.Start))} to {Show.Of(Duration.FromSeconds(task.End))}";
        canvas.Box(
            x,
            y + 2,
            Math.Max(0.5, end - x - (end - x > 3 ? 0.5 : 0)),
            Row - 4,
            ChartStyle.Fill(series),
            hint,
            task.Chunk % 2 == 0 ? 1 : 0.7
        );
        var label = task.MicroBatch.ToString(CultureInfo.InvariantCulture);
        if (end - x > SvgCanvas.WidthOf(label) + 4)
        {
            canvas.Text((x + end) / 2, y + 16, label, ChartStyle.OnColor, "middle");
        }
    }
}
