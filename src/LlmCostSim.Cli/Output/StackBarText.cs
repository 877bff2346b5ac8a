using System.Text;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Cli.Output;

/// <summary>One line: parts of a whole against a limit. A letter per part, so that the bar can be read without colours.</summary>
internal static class StackBarText
{
    private static readonly string[] Colours = ["blue", "green", "yellow", "magenta", "cyan", "white", "grey"];

    /// <summary>
    /// The bar as markup. Its width stands for the limit, or for the sum where that is more; the limit is then marked with <c>|</c>.
    /// </summary>
    /// <param name="bar">The bar.</param>
    /// <param name="width">Characters.</param>
    public static string Markup(StackBar bar, int width)
    {
        var sum = bar.Parts.Sum(static p => p.Amount);
        var full = Math.Max(bar.Limit, sum);
        var lengths = Bar.Segments([.. bar.Parts.Select(p => p.Amount / full)], width);
        var limit = sum > bar.Limit ? (int)(bar.Limit / full * width) : -1;
        var text = new StringBuilder("[[");
        var column = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            text.Append('[').Append(Colours[i % Colours.Length]).Append(']');
            for (var j = 0; j < lengths[i]; j++)
            {
                text.Append(column++ == limit ? "|" : StackBar.Letter(bar.Parts[i].Name));
            }

            text.Append("[/]");
        }

        return text.Append('·', Math.Max(0, width - column)).Append("]]").ToString();
    }
}
