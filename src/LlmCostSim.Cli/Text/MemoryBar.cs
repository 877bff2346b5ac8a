using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>One line: what holds the memory of an accelerator, against what it has.</summary>
internal static class MemoryBar
{
    // A letter per term, so that the bar can be read without colours.
    private static readonly (string Name, char Letter, string Colour)[] Terms =
    [
        ("weights", 'W', "blue"),
        ("gradients", 'G', "green"),
        ("optimizer", 'O', "yellow"),
        ("activations", 'A', "magenta"),
        ("logits", 'L', "cyan"),
        ("temporary", 'T', "white"),
        ("overhead", 'X', "grey"),
    ];

    public static string Letter(string term) => Array.Find(Terms, t => t.Name == term).Letter.ToString();

    /// <summary>The bar as markup. Its width stands for the capacity, or for the need where that is more; the capacity is then marked with <c>|</c>.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="width">Characters.</param>
    public static string Markup(MemoryReport memory, int width)
    {
        var terms = BreakdownTerms.Of(memory.Breakdown);
        var full = Math.Max(memory.Capacity.TotalBytes, memory.PerGpu.TotalBytes);
        var lengths = Bar.Segments([.. terms.Select(t => t.Amount.TotalBytes / full)], width);
        var limit = memory.PerGpu > memory.Capacity ? (int)(memory.Capacity.TotalBytes / full * width) : -1;
        var text = new System.Text.StringBuilder("[[");
        var column = 0;
        for (var i = 0; i < terms.Count; i++)
        {
            text.Append('[').Append(Terms[i].Colour).Append(']');
            for (var j = 0; j < lengths[i]; j++)
            {
                text.Append(column++ == limit ? '|' : Terms[i].Letter);
            }

            text.Append("[/]");
        }

        return text.Append('·', Math.Max(0, width - column)).Append("]]").ToString();
    }

    public static int Width(IAnsiConsole console) => Math.Clamp(console.Profile.Width - 4, 20, 100);
}
