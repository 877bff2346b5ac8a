using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>How parts add up to a whole, each beginning where the one before ends: the time of a step.</summary>
/// <param name="name">Name of the file.</param>
/// <param name="title">Title.</param>
/// <param name="total">Name of the whole.</param>
/// <param name="parts">The parts; empty ones are left out.</param>
internal sealed class WaterfallChart(string name, string title, string total, IReadOnlyList<(string Name, Duration Time)> parts)
    : Chart(name, title)
{
    private const double Row = 26,
        Left = 150,
        Values = 110;

    private readonly (int Series, string Name, double Seconds)[] shown =
    [
        .. parts.Select(static (part, i) => (Series: i, part.Name, Seconds: part.Time.TotalSeconds)).Where(static part => part.Seconds > 0),
    ];

    public override string Description =>
        $"{total} {Show.Of(Whole)}: {string.Join(", ", shown.Select(static part => $"{part.Name} {Show.Of(Duration.FromSeconds(part.Seconds))}"))}.";

    private Duration Whole => Duration.FromSeconds(shown.Sum(static part => part.Seconds));

    protected override double Draw(SvgCanvas canvas)
    {
        var whole = Whole.TotalSeconds;
        var plot = new Plot(Left, Top, Width - Values, Top + ((shown.Length + 1) * Row) + 8);
        var unit = AxisUnit.OfSeconds(whole);
        var scale = Scale.Linear(whole / unit.Size, plot.Left, plot.Right);
        plot.HorizontalAxis(canvas, scale, $"time [{unit.Name}]");
        double sum = 0;
        for (var i = 0; i < shown.Length; i++)
        {
            var (series, part, seconds) = shown[i];
            var y = plot.Top + 6 + (i * Row);
            DrawRow(
                canvas,
                y,
                part,
                scale.At(sum / unit.Size),
                scale.At((sum + seconds) / unit.Size),
                ChartStyle.Fill(series),
                seconds,
                whole
            );
            sum += seconds;
            canvas.Line(scale.At(sum / unit.Size), y + Row - 6, scale.At(sum / unit.Size), y + Row, ChartStyle.Axis);
        }

        DrawRow(
            canvas,
            plot.Top + 6 + (shown.Length * Row),
            total,
            plot.Left,
            scale.At(whole / unit.Size),
            ChartStyle.Fill(5),
            whole,
            whole
        );
        return plot.Bottom + Plot.Below;
    }

    private static void DrawRow(SvgCanvas canvas, double y, string part, double from, double to, string style, double seconds, double whole)
    {
        var time = Show.Of(Duration.FromSeconds(seconds));
        canvas.Text(Left - 8, y + 14, part, ChartStyle.Label, "end");
        canvas.Box(from, y, Math.Max(1, to - from), Row - 6, style, $"{part}: {time}");
        canvas.Text(Width - Values + 8, y + 14, $"{time}, {Show.Percent(seconds / whole)}", ChartStyle.Muted);
    }
}
