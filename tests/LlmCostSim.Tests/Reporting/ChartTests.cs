using System.Globalization;
using System.Xml.Linq;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Reporting;

/// <summary>Pictures: well-formed, accessible, within their frame; scales with marks at round values.</summary>
public class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static Chart[] Charts() => [.. OfFigures(), .. OfScenarios()];

    private static Chart[] OfFigures()
    {
        MemoryTerm[] terms = [new("weights", Bytes.FromGiB(30)), new("activations", Bytes.FromGiB(80))];
        return
        [
            new MemoryStackChart(
                "memory",
                [
                    new MemoryStack("a name that is much longer than the room at the left of the bars", terms, Bytes.FromGiB(39)),
                    new MemoryStack("b", terms, Bytes.FromGiB(200)),
                ]
            ),
            new WaterfallChart(
                "step",
                "step",
                "step",
                [
                    ("forward", Duration.FromSeconds(1)),
                    ("backward", Duration.FromSeconds(2)),
                    ("recompute", default),
                    ("other", Duration.FromMicroseconds(3)),
                ]
            ),
            new ParetoChart(
                "run",
                "cost [USD]",
                [new(1e5, 900, true, "one"), new(2e5, 500, true, "two"), new(2.1e5, 510, true, "near"), new(9e6, 5e4, false, "far")]
            ),
            new ScalingChart("cluster.count", [new("", [new(8, 100, true), new(16, 190, true), new(1024, 7000, false)])], ideal: true),
            new LatencyChart([
                ("first token", new LatencySummary(0.2, 0.1, 0.4, 2, 0.05, 3)),
                ("per token", new LatencySummary(0.02, 0.02, 0.021, 0.0211, 0.02, 0.03)),
            ]),
        ];
    }

    private static IEnumerable<Chart> OfScenarios()
    {
        var reader = new ScenarioReader();
        var estimator = new Estimator();
        var training = reader.Read(
            """{ "model": "gpt-3-175b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 64 }, "strategy": { "tensor": 8, "pipeline": 8 }, "workload": { "sequenceLength": 2048, "globalBatch": 16 } }"""
        );
        var inference = reader.Read(
            """{ "kind": "inference", "model": "llama-3-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 1 }, "workload": { "batch": 8, "inputTokens": 1000, "outputTokens": 200 } }"""
        );
        yield return new TimelineChart(estimator.Replay((TrainingScenario)training).Timeline);
        foreach (var scenario in (Scenario[])[training, inference])
        {
            var accelerator = scenario.Cluster.Accelerator;
            yield return new RooflineChart(
                ScenarioRoofline.Of(scenario, estimator),
                accelerator.Peak.Bf16!.Value,
                accelerator.MemoryBandwidth
            );
        }
    }

    [Fact]
    public void Chart_EveryKind_IsAccessibleAndWithinItsFrame()
    {
        foreach (var chart in Charts())
        {
            var svg = XDocument.Parse(chart.ToText()).Root!;
            var ids = svg.Attribute("aria-labelledby")!.Value.Split(' ');
            Assert.Equal(ids, svg.Elements().Take(2).Select(e => e.Attribute("id")!.Value));
            Assert.All(svg.Elements().Take(2), e => Assert.NotEqual("", e.Value.Trim()));
            double[] frame = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
            foreach (var element in svg.Elements().Where(e => e.Attribute("width")?.Value != "100%"))
            {
                Assert.All(Coordinates(element, "x", "x1", "x2", "cx"), x => Assert.InRange(x, 0, frame[2]));
                Assert.All(Coordinates(element, "y", "y1", "y2", "cy"), y => Assert.InRange(y, 0, frame[3]));
            }
        }
    }

    [Fact]
    public void Chart_Texts_DoNotLieOnEachOther()
    {
        foreach (var chart in Charts())
        {
            var boxes = XDocument
                .Parse(chart.ToText())
                .Descendants(Svg + "text")
                .Where(t => t.Attribute("x") is not null && t.Value.Length > 0)
                .Select(Box)
                .ToArray();
            for (var i = 0; i < boxes.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    Assert.False(Overlap(boxes[i], boxes[j]), $"{chart.Name}: '{boxes[i].Text}' and '{boxes[j].Text}'");
                }
            }
        }
    }

    [Theory]
    [InlineData(39.5, new double[] { 0, 10, 20, 30 })]
    [InlineData(1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(12_000, new double[] { 0, 2000, 4000, 6000, 8000, 10_000, 12_000 })]
    public void Scale_Linear_HasItsMarksAtRoundValues(double largest, double[] expected) =>
        Assert.Equal(expected, Scale.Linear(largest, 0, 100).Ticks.Select(t => Math.Round(t, 9)));

    [Theory]
    [InlineData(1, 1000, new double[] { 1, 10, 100, 1000 })]
    [InlineData(3, 60, new double[] { 5, 10, 20, 50 })]
    [InlineData(0.02, 0.02, new[] { 0.02 })]
    public void Scale_Log_HasItsMarksAtRoundValues(double least, double largest, double[] expected) =>
        Assert.Equal(expected, Scale.Log(least, largest, 0, 100).Ticks.Select(t => Math.Round(t, 9)));

    [Fact]
    public void ChartStyle_Sheet_NeedsNoEscapesInHtml() => Assert.DoesNotContain(ChartStyle.Sheet, letter => letter is '<' or '>' or '&');

    private static IEnumerable<double> Coordinates(XElement element, params string[] names) =>
        names
            .Select(name => element.Attribute(name))
            .Where(a => a is not null)
            .Select(a => double.Parse(a!.Value, CultureInfo.InvariantCulture));

    // A little narrower than the estimate of a label's width, which is on the safe side.
    private static (double Left, double Right, double Y, string Text) Box(XElement text)
    {
        var (x, y, width) = (Coordinates(text, "x").Single(), Coordinates(text, "y").Single(), 0.9 * SvgCanvas.WidthOf(text.Value));
        var left = text.Attribute("text-anchor")?.Value switch
        {
            "middle" => x - (width / 2),
            "end" => x - width,
            _ => x,
        };
        return (left, left + width, y, text.Value);
    }

    private static bool Overlap(
        (double Left, double Right, double Y, string Text) a,
        (double Left, double Right, double Y, string Text) b
    ) => Math.Abs(a.Y - b.Y) < 9 && a.Left < b.Right && b.Left < a.Right;
}
