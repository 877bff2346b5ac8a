using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The memory of one accelerator, the same in every report: chart, bar and table of its terms.</summary>
internal static class MemoryBlocks
{
    /// <summary>The blocks.</summary>
    /// <param name="terms">What holds the memory.</param>
    /// <param name="total">All of it.</param>
    /// <param name="capacity">What there is.</param>
    /// <param name="detail">What the heading says beyond both.</param>
    public static IEnumerable<Block> Of(IReadOnlyList<MemoryTerm> terms, Bytes total, Bytes capacity, string detail = "")
    {
        yield return new Heading("Memory per GPU", $"{Show.Of(total)} of {Show.Of(capacity)} ({Show.Percent(total / capacity)}){detail}");
        yield return new Picture(() => new MemoryStackChart("Memory per GPU", [new MemoryStack("", terms, capacity)]));
        yield return new StackBar([.. terms.Select(static t => (t.Name, t.Amount.TotalBytes))], capacity.TotalBytes);
        yield return new Table(
            [new Column(""), .. TrainingBlocks.Terms],
            [
                .. terms.Select(term =>
                    (IReadOnlyList<Cell>)
                        [
                            StackBar.Letter(term.Name),
                            term.Name,
                            Cell.Of(term.Amount),
                            Cell.Percent(Part(term.Amount, total)),
                            Cell.Bar(Part(term.Amount, total)),
                        ]
                ),
            ]
        )
        {
            Headers = false,
        };
    }

    private static double Part(Bytes part, Bytes whole) => whole.TotalBytes > 0 ? part / whole : 0;
}
