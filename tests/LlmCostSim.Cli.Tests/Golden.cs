using LlmCostSim.Cli.Output;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Cli.Tests;

/// <summary>What the tool prints, in the files beside these tests.</summary>
internal static class Golden
{
    public static void Check(string name, string actual) =>
        GoldenFile.Hold(Repository.At("tests", "LlmCostSim.Cli.Tests", "Goldens", name), actual);

    /// <summary>A page's text on a terminal so many columns wide: nothing is wider, blanks at the ends do not count.</summary>
    public static void CheckText(string name, Document page, int width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        DocumentText.Write(new Terminal(output, TextWriter.Null) { Width = width }, page);
        var lines = output.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Check(name, string.Join('\n', lines.Select(line => line.TrimEnd())));
    }

    /// <summary>A page's charts, each in a file of its name.</summary>
    public static void CheckCharts(Document page, string[] names, string prefix = "")
    {
        Chart[] charts = [.. page.Blocks.OfType<Picture>().Select(picture => picture.Draw())];
        Assert.Equal(names, charts.Select(chart => chart.Name));
        Assert.All(charts, chart => Check($"{prefix}{chart.Name}.svg", chart.ToText()));
    }
}
