using LlmCostSim.Reporting.Documents;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>How many requests run and wait over a simulated run.</summary>
/// <param name="timeline">The run in equal parts.</param>
internal sealed class LoadChart(IReadOnlyList<TimelinePoint> timeline) : Chart("load", "Requests over time")
{
    public override string Description =>
        $"{Show.Digits(timeline.Max(static p => p.Running))} requests run and {Show.Digits(timeline.Max(static p => p.Waiting))} wait at the most, in the mean over a part of {Show.Of(Duration.FromSeconds(2 * timeline[0].At))}.";

    protected override double Draw(SvgCanvas canvas)
    {
        var plot = new Plot(86, Top, Width - 30, Top + 240);
        var x = Scale.Linear(timeline[^1].At, plot.Left, plot.Right);
        var y = Scale.Linear(1.1 * timeline.Max(static p => Math.Max(p.Running, p.Waiting)), plot.Bottom, plot.Top);
        plot.HorizontalAxis(canvas, x, "simulated time [s]");
        plot.VerticalAxis(canvas, y, "requests");
        canvas.Path(timeline.Select(p => (x.At(p.At), y.At(p.Running))), ChartStyle.Stroke(0));
        canvas.Path(timeline.Select(p => (x.At(p.At), y.At(p.Waiting))), ChartStyle.Stroke(1));
        return plot.Legend(canvas, plot.Bottom + Plot.Below, [(ChartStyle.Fill(0), "running"), (ChartStyle.Fill(1), "waiting")]) + 6;
    }
}
