using System.Globalization;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Charts;

/// <summary>Plans by time and by what time is weighed against: cost or memory. Numbers are the rows of the table of the front.</summary>
/// <param name="what">What the time is of: <c>step</c> or <c>run</c>.</param>
/// <param name="currency">Currency of the vertical goal, cost; empty: the goal is bytes per GPU.</param>
/// <param name="points">The plans, those on the front first.</param>
internal sealed class ParetoChart(string what, string currency, IReadOnlyList<ParetoPoint> points)
    : Chart("pareto", "Plans that no other beats in every goal")
{
    private readonly bool memory = currency.Length == 0;

    public override string Description =>
        $"{points.Count(static p => p.OnFront)} plans on the front, {Goals(points[0])} to {Goals(points.Last(static p => p.OnFront))}.";

    protected override double Draw(SvgCanvas canvas)
    {
        var plot = new Plot(86, Top, Width - 20, Top + 340);
        var (time, amount) = (
            AxisUnit.OfSeconds(points.Max(static p => p.Seconds)),
            memory ? AxisUnit.OfBytes(points.Max(static p => p.Value)) : new AxisUnit("", 1)
        );
        var x = Axis(points.Select(p => p.Seconds / time.Size), plot.Left, plot.Right);
        var y = Axis(points.Select(p => p.Value / amount.Size), plot.Bottom, plot.Top);
        plot.HorizontalAxis(canvas, x, $"time of the {what} [{time.Name}]");
        plot.VerticalAxis(canvas, y, memory ? $"memory per GPU [{amount.Name}]" : $"cost [{currency}]");
        canvas.Path(Lower(points).Select(p => (x.At(p.Seconds / time.Size), y.At(p.Value / amount.Size))), ChartStyle.Ideal);
        var numbered = new List<(double X, double Y)>();
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var (px, py) = (x.At(point.Seconds / time.Size), y.At(point.Value / amount.Size));
            canvas.Dot(
                px,
                py,
                point.OnFront ? 5 : 3.5,
                point.OnFront ? ChartStyle.Fill(0) : ChartStyle.Fill(5),
                $"{i + 1}: {Goals(point)}: {point.Hint}"
            );

            // Numbers of points that lie on each other would not be read.
            if (point.OnFront && numbered.TrueForAll(at => Math.Abs(at.X - px) > 18 || Math.Abs(at.Y - py) > 12))
            {
                canvas.Text(px + 7, py - 6, (i + 1).ToString(CultureInfo.InvariantCulture), ChartStyle.Muted);
                numbered.Add((px, py));
            }
        }

        return plot.Legend(canvas, plot.Bottom + Plot.Below, Items()) + 6;
    }

    // From 0 where the goal differs little; logarithmic where one plan takes many times what another does.
    private static Scale Axis(IEnumerable<double> values, double from, double to)
    {
        var (least, most) = (values.Min(), values.Max());
        return most > 8 * least ? Scale.Log(least / 1.15, most * 1.15, from, to) : Scale.Linear(most * 1.08, from, to);
    }

    // The front in more than two goals is not a line in two of them; what is drawn is its lower edge.
    private static IEnumerable<ParetoPoint> Lower(IReadOnlyList<ParetoPoint> points)
    {
        var best = double.PositiveInfinity;
        foreach (var point in points.Where(static p => p.OnFront).OrderBy(static p => p.Seconds).ThenBy(static p => p.Value))
        {
            if (point.Value < best)
            {
                best = point.Value;
                yield return point;
            }
        }
    }

    private IEnumerable<(string Style, string Name)> Items()
    {
        yield return (ChartStyle.Fill(0), "on the front in time, cost, GPUs and memory");
        if (points.Any(static p => !p.OnFront))
        {
            yield return (ChartStyle.Fill(5), "other good plans");
        }
    }

    private string Goals(ParetoPoint point) =>
        $"{Show.Of(Duration.FromSeconds(point.Seconds))}, {(memory ? Show.Of(Bytes.FromBytes(point.Value)) : Show.Of(new Money(point.Value, currency)))}";
}
