using LlmCostSim.Reporting.Documents;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// How latencies are spread over requests: from the median to what 99 of 100 do not exceed, a row per kind of latency, on one logarithmic
/// axis.
/// </summary>
/// <param name="rows">Name of each latency, and its summary.</param>
internal sealed class LatencyChart(IReadOnlyList<(string Name, LatencySummary Latency)> rows) : Chart("latency", "Latencies over requests")
{
    private const double Row = 54,
        Left = 170;

    public override string Description =>
        string.Join(
            " ",
            rows.Select(static row =>
                $"{row.Name}: half of the requests within {Time(row.Latency.P50)}, 90 % within {Time(row.Latency.P90)}, 99 % within {Time(row.Latency.P99)}, mean {Time(row.Latency.Mean)}."
            )
        );

    protected override double Draw(SvgCanvas canvas)
    {
        var plot = new Plot(Left, Top, Width - 30, Top + (rows.Count * Row) + 6);
        var (least, most) = (
            rows.Min(static r => Math.Min(r.Latency.P50, r.Latency.Mean)),
            rows.Max(static r => Math.Max(r.Latency.P99, r.Latency.Mean))
        );
        var unit = AxisUnit.OfSeconds(Math.Sqrt(least * most));
        var scale = Scale.Log(least / unit.Size / 1.3, most / unit.Size * 1.3, plot.Left, plot.Right);
        plot.HorizontalAxis(canvas, scale, $"latency [{unit.Name}]");
        for (var i = 0; i < rows.Count; i++)
        {
            DrawRow(canvas, rows[i].Name, rows[i].Latency, plot.Top + 30 + (i * Row), i, seconds => scale.At(seconds / unit.Size));
        }

        canvas.Text(Left, plot.Bottom + Plot.Below + 10, "dots: 50 %, 90 % and 99 % of the requests; small bar: mean", ChartStyle.Muted);
        return plot.Bottom + Plot.Below + 22;
    }

    private static void DrawRow(SvgCanvas canvas, string name, in LatencySummary latency, double y, int series, Func<double, double> at)
    {
        canvas.Text(Left - 10, y + 4, name, ChartStyle.Label, "end");
        canvas.Path([(at(latency.P50), y), (at(latency.P99), y)], ChartStyle.Stroke(series));
        var mean = at(latency.Mean);
        canvas.Box(mean - 1.5, y - 7, 3, 14, ChartStyle.Fill(series), $"mean {Time(latency.Mean)}");
        var (below, above) = (double.NegativeInfinity, double.NegativeInfinity);
        (double Seconds, double Radius, string Share)[] dots =
        [
            (latency.P50, 6, "50 %"),
            (latency.P90, 5, "90 %"),
            (latency.P99, 4, "99 %"),
        ];
        foreach (var (seconds, radius, share) in dots)
        {
            var (x, label) = (at(seconds), Time(seconds));
            canvas.Dot(x, y, radius, ChartStyle.Fill(series), $"{share} within {label}");

            // Labels of near dots take turns above and below the line.
            var half = SvgCanvas.WidthOf(label) / 2;
            if (x - half > above)
            {
                canvas.Text(x, y - 11, label, ChartStyle.Muted, "middle");
                above = x + half;
            }
            else if (x - half > below)
            {
                canvas.Text(x, y + 20, label, ChartStyle.Muted, "middle");
                below = x + half;
            }
        }
    }

    private static string Time(double seconds) => Show.Of(Duration.FromSeconds(seconds));
}
