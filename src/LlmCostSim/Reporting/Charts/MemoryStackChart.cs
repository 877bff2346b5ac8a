using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Training;

namespace LlmCostSim.Reporting.Charts;

/// <summary>What holds an accelerator's memory, stacked, against what it has: a bar per scenario.</summary>
/// <param name="title">Title.</param>
/// <param name="bars">The bars; all with the same parts in the same order.</param>
internal sealed class MemoryStackChart(string title, IReadOnlyList<MemoryStack> bars) : Chart("memory", title)
{
    private const double Bar = 36,
        Gap = 26,
        LongestName = 200;

    private static readonly string[] Parts = [.. BreakdownTerms.Of(default(MemoryBreakdown)).Select(static term => term.Name)];

    public override string Description =>
        string.Join(
            " ",
            bars.Select(static bar =>
                $"{(bar.Name.Length > 0 ? bar.Name + ": " : "")}{Show.Of(bar.Total)} of {Show.Of(bar.Capacity)}: {string.Join(", ", bar.Parts.Where(static p => p.Amount.TotalBytes > 0).Select(static p => $"{p.Name} {Show.Of(p.Amount)}"))}."
            )
        );

    protected override double Draw(SvgCanvas canvas)
    {
        var names = bars.Max(static b => SvgCanvas.WidthOf(b.Name));
        var left = names > 0 ? Math.Min(LongestName, names) + 20 : 12;
        var plot = new Plot(left, Top + 8, Width - 20, Top + 8 + (bars.Count * (Bar + Gap)) + 4);
        var most = bars.Max(static b => Math.Max(b.Total.TotalBytes, b.Capacity.TotalBytes)) * 1.04;
        var unit = AxisUnit.OfBytes(most);
        var scale = Scale.Linear(most / unit.Size, plot.Left, plot.Right);
        plot.HorizontalAxis(canvas, scale, $"memory per GPU [{unit.Name}]");
        for (var i = 0; i < bars.Count; i++)
        {
            DrawBar(canvas, bars[i], plot.Top + 18 + (i * (Bar + Gap)), scale, unit);
        }

        return plot.Legend(canvas, plot.Bottom + Plot.Below, Items()) + 6;
    }

    private static void DrawBar(SvgCanvas canvas, MemoryStack bar, double y, Scale scale, AxisUnit unit)
    {
        canvas.Text(8, y + (Bar / 2) + 4, SvgCanvas.Cut(bar.Name, LongestName));
        var limit = scale.At(bar.Capacity.TotalBytes / unit.Size);
        double sum = 0;
        for (var i = 0; i < bar.Parts.Count; i++)
        {
            var (name, amount) = bar.Parts[i];
            var (x, end) = (scale.At(sum / unit.Size), scale.At((sum + amount.TotalBytes) / unit.Size));
            sum += amount.TotalBytes;
            if (end <= x)
            {
                continue;
            }

            canvas.Box(x, y, end - x, Bar, Style(name), $"{name}: {Show.Of(amount)}");
            var label = Show.Of(amount);
            var (from, to) = Free(x, end, limit);
            if (to - from > SvgCanvas.WidthOf(label) + 8)
            {
                canvas.Text((from + to) / 2, y + (Bar / 2) + 4, label, ChartStyle.OnColor, "middle");
            }
        }

        canvas.Line(limit, y - 6, limit, y + Bar + 6, ChartStyle.Limit);
        var text = $"usable {Show.Of(bar.Capacity)}";
        var before = limit - SvgCanvas.WidthOf(text) > scale.At(0);
        canvas.Text(limit + (before ? -4 : 4), y - 7, text, ChartStyle.Muted, before ? "end" : "start");
    }

    // Where the line of the capacity crosses a part, its longer side.
    private static (double From, double To) Free(double from, double to, double line) =>
        line <= from || line >= to ? (from, to)
        : line - from > to - line ? (from, line)
        : (line, to);

    // The same part has the same colour in every chart; the cache of serving has that of the logits of training.
    private static string Style(string part) =>
        ChartStyle.Fill(
            Array.IndexOf(Parts, part) is var place and >= 0 ? place
            : part == "kvCache" ? 4
            : 7
        );

    // One bar has its amounts in the legend; of several, the legend names the colours.
    private IEnumerable<(string Style, string Name)> Items() =>
        bars[0]
            .Parts.Select((part, i) => (Style: Style(part.Name), part.Name, Most: bars.Max(b => b.Parts[i].Amount)))
            .Where(static item => item.Most.TotalBytes > 0)
            .Select(item => (item.Style, bars.Count == 1 ? $"{item.Name} {Show.Of(item.Most)}" : item.Name));
}
