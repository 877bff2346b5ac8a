using System.Globalization;
using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// A roofline (Williams, Waterman and Patterson 2009): what each multiply and attention of a layer reaches, under the roof of memory
/// bandwidth and dense peak. Both axes logarithmic.
/// </summary>
/// <param name="phases">Points per phase.</param>
/// <param name="peak">Dense peak of the matrix format.</param>
/// <param name="bandwidth">Memory bandwidth.</param>
internal sealed class RooflineChart(
    IReadOnlyList<(string Phase, IReadOnlyList<RooflinePoint> Points)> phases,
    FlopRate peak,
    ByteRate bandwidth
) : Chart("roofline", "Roofline of the multiplies and attention of a layer")
{
    public override string Description =>
        string.Join(
            " ",
            phases.Select(static phase =>
                $"{phase.Phase}: {string.Join(", ", phase.Points.Select(static p => $"{Words(p.Role)} {Show.Digits(p.Achieved / 1e12)} TFLOP/s at {Show.Digits(p.Intensity)} FLOP/B"))}."
            )
        ) + $" The peak is {Show.Digits(peak.TeraflopsPerSecond)} TFLOP/s, the ridge at {Show.Digits(Ridge)} FLOP/B.";

    private double Ridge => peak.FlopsPerSecond / bandwidth.BytesPerSecond;

    protected override double Draw(SvgCanvas canvas)
    {
        RooflinePoint[] all = [.. phases.SelectMany(static p => p.Points)];
        var plot = new Plot(86, Top, Width - 20, Top + 340);
        var (least, most) = (
            Math.Min(all.Min(static p => p.Intensity), Ridge) / 1.6,
            Math.Max(all.Max(static p => p.Intensity), Ridge) * 2.5
        );
        var x = Scale.Log(least, most, plot.Left, plot.Right);
        var low = Math.Min(all.Min(static p => p.Achieved) / 1e12, least * bandwidth.BytesPerSecond / 1e12) / 2;
        var y = Scale.Log(low, peak.TeraflopsPerSecond * 1.6, plot.Bottom, plot.Top);
        plot.HorizontalAxis(canvas, x, "arithmetic intensity [FLOP/B]");
        plot.VerticalAxis(canvas, y, "arithmetic rate [TFLOP/s]");
        DrawRoof(canvas, x, y, least, most);
        var places = new List<(double X, double Y, string Name)>();
        for (var i = 0; i < phases.Count; i++)
        {
            foreach (var point in phases[i].Points)
            {
                places.Add(DrawPoint(canvas, point, i, x, y));
            }
        }

        DrawNames(canvas, places, plot);
        return plot.Legend(
                canvas,
                plot.Bottom + Plot.Below,
                phases.Select(static (p, i) => (ChartStyle.Fill(i), $"{p.Phase}, by the kernel models"))
            ) + 6;
    }

    private void DrawRoof(SvgCanvas canvas, Scale x, Scale y, double least, double most)
    {
        var top = peak.TeraflopsPerSecond;
        canvas.Path(
            [(x.At(least), y.At(least * bandwidth.BytesPerSecond / 1e12)), (x.At(Ridge), y.At(top)), (x.At(most), y.At(top))],
            ChartStyle.Roof
        );
        canvas.Text(x.At(most) - 4, y.At(top) - 6, $"dense peak {Show.Digits(top)} TFLOP/s", ChartStyle.Muted, "end");
        var memory = $"memory {Show.Digits(bandwidth.GBPerSecond)} GB/s";
        canvas.Text(
            Math.Max(x.At(Ridge) - 10, x.At(least) + 6 + SvgCanvas.WidthOf(memory)),
            y.At(top) - 6,
            memory,
            ChartStyle.Muted,
            "end"
        );
    }

    private (double X, double Y, string Name) DrawPoint(SvgCanvas canvas, in RooflinePoint point, int series, Scale x, Scale y)
    {
        var (px, py, name) = (x.At(point.Intensity), y.At(point.Achieved / 1e12), Words(point.Role));
        var roof = Math.Min(peak.FlopsPerSecond, point.Intensity * bandwidth.BytesPerSecond);
        canvas.Dot(
            px,
            py,
            4.5,
            ChartStyle.Fill(series),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {Show.Digits(point.Achieved / 1e12)} TFLOP/s at {Show.Digits(point.Intensity)} FLOP/B, {Show.Of(Duration.FromSeconds(point.Seconds))}; {Show.Percent(point.Achieved / roof)} of the roof"
            )
        );
        return (px, py, name);
    }

    // Points that lie together share a label below them, a line for each.
    private static void DrawNames(SvgCanvas canvas, List<(double X, double Y, string Name)> places, Plot plot)
    {
        const double NearX = 110,
            NearY = 44,
            Line = 13;
        var taken = new List<(double Left, double Right, double Top, double Bottom)>();
        while (places.Count > 0)
        {
            var group = new List<(double X, double Y, string Name)> { places[0] };
            while (
                places.FindAll(p => !group.Contains(p) && group.Exists(g => Math.Abs(g.X - p.X) < NearX && Math.Abs(g.Y - p.Y) < NearY))
                    is { Count: > 0 } more
            )
            {
                group.AddRange(more);
            }

            places.RemoveAll(group.Contains);
            var half = group.Max(static p => SvgCanvas.WidthOf(p.Name)) / 2;
            var middle = Math.Clamp(group.Average(static p => p.X), plot.Left + half + 4, plot.Right - half);
            var below = Math.Min(group.Max(static p => p.Y) + 18, plot.Bottom - 6 - ((group.Count - 1) * Line));
            while (
                taken.Exists(t =>
                    middle - half < t.Right
                    && t.Left < middle + half
                    && below - Line < t.Bottom
                    && t.Top < below + ((group.Count - 1) * Line)
                )
            )
            {
                below += Line / 2;
            }

            taken.Add((middle - half, middle + half, below - Line, below + ((group.Count - 1) * Line)));
            foreach (var (_, _, name) in group.OrderBy(static p => p.X))
            {
                canvas.Text(middle, below, name, ChartStyle.Muted, "middle");
                below += Line;
            }
        }
    }

    private static string Words(OpRole role) => Show.Words(role).ToLowerInvariant();
}
