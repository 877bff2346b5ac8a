using System.Globalization;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// Speed over a varied quantity, such as the number of GPUs; both logarithmic, so that scaling in proportion is a straight line.
/// </summary>
/// <param name="field">The varied field.</param>
/// <param name="series">The lines.</param>
/// <param name="ideal">Whether the quantity is a number of GPUs: speed in proportion to it is drawn, too.</param>
internal sealed class ScalingChart(string field, IReadOnlyList<ScalingSeries> series, bool ideal) : Chart("scaling", $"Speed over {field}")
{
    public override string Description =>
        string.Join(
            " ",
            series.Select(one =>
                $"{(one.Name.Length > 0 ? one.Name + ": " : "")}{Show.Digits(one.Points[0].Speed)} tokens/s at {Scale.Label(one.Points[0].X)}, {Show.Digits(one.Points[^1].Speed)} tokens/s at {Scale.Label(one.Points[^1].X)}{(ideal ? $", {Show.Percent(Efficiency(one))} of proportional" : "")}."
            )
        );

    protected override double Draw(SvgCanvas canvas)
    {
        var plot = new Plot(86, Top, Width - 50, Top + 320);
        ScalingPoint[] all = [.. series.SelectMany(static s => s.Points)];
        var (least, most) = (all.Min(static p => p.X), all.Max(static p => p.X));
        var top = Math.Max(all.Max(static p => p.Speed), ideal ? series.Max(s => s.Points[0].Speed / s.Points[0].X * s.Points[^1].X) : 0);
        var x = Scale.Log(least, most, plot.Left + 16, plot.Right - 16, all.Select(static p => p.X).Distinct().Order());
        var y = Scale.Log(all.Min(static p => p.Speed) / 1.2, top * 1.2, plot.Bottom, plot.Top);
        var free = double.PositiveInfinity;
        plot.HorizontalAxis(canvas, x, ideal ? "GPUs" : field);
        plot.VerticalAxis(canvas, y, "speed [tokens/s]");
        for (var i = 0; i < series.Count; i++)
        {
            DrawSeries(canvas, i, x, y);
        }

        // From the slowest line upwards, as many as have room.
        foreach (var one in series.Where(s => ideal && s.Points.Count > 1).OrderBy(static s => s.Points[^1].Speed))
        {
            var (end, at) = (one.Points[^1], y.At(one.Points[^1].Speed) + 4);
            if (at < free - 12)
            {
                canvas.Text(
                    x.At(end.X) + 8,
                    at,
                    string.Create(CultureInfo.InvariantCulture, $"{100 * Efficiency(one):0} %"),
                    ChartStyle.Muted
                );
                free = at;
            }
        }

        return plot.Legend(canvas, plot.Bottom + Plot.Below, Items()) + 6;
    }

    private static double Efficiency(ScalingSeries one) =>
        one.Points[^1].Speed / one.Points[^1].X / (one.Points[0].Speed / one.Points[0].X);

    private void DrawSeries(SvgCanvas canvas, int i, Scale x, Scale y)
    {
        var points = series[i].Points;
        if (ideal)
        {
            canvas.Path(
                [(x.At(points[0].X), y.At(points[0].Speed)), (x.At(points[^1].X), y.At(points[0].Speed / points[0].X * points[^1].X))],
                ChartStyle.Ideal
            );
        }

        canvas.Path(points.Select(p => (x.At(p.X), y.At(p.Speed))), ChartStyle.Stroke(i));
        foreach (var point in points)
        {
            var hint =
                $"{Prefix(series[i])}{Scale.Label(point.X)}: {Show.Digits(point.Speed)} tokens/s{(point.Fits ? "" : ", does not fit")}";
            canvas.Dot(x.At(point.X), y.At(point.Speed), 4.5, point.Fits ? ChartStyle.Fill(i) : ChartStyle.Fill(9), hint);
        }
    }

    private static string Prefix(ScalingSeries one) => one.Name.Length > 0 ? one.Name + ", " : "";

    private IEnumerable<(string Style, string Name)> Items()
    {
        for (var i = 0; i < series.Count; i++)
        {
            yield return (ChartStyle.Fill(i), series[i].Name.Length > 0 ? series[i].Name : "estimate");
        }

        if (series.Any(static s => s.Points.Any(static p => !p.Fits)))
        {
            yield return (ChartStyle.Fill(9), "does not fit the memory");
        }

        if (ideal)
        {
            yield return (ChartStyle.Ideal, "in proportion to the GPUs; at the right: how much of that is reached");
        }
    }
}
