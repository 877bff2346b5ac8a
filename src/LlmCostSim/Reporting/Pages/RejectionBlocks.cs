using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Why plans of a search were not taken; where none was found, also why layouts are not legal.</summary>
internal static class RejectionBlocks
{
    /// <summary>The blocks.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="plans">What its plans are called.</param>
    /// <param name="words">What one says of its layout.</param>
    public static IEnumerable<Block> Of<TPlan>(SearchResult<TPlan> result, string plans, Func<TPlan, string> words)
    {
        if (result.Rejected.Count > 0)
        {
            yield return new Heading("Rejected");
            yield return new Table(
                [new Column("by"), Column.Number(plans), new Column("nearest") { Wraps = true }],
                [.. result.Rejected.Select(r => (IReadOnlyList<Cell>)[r.Reason, Cell.Whole(r.Count), $"{r.Text}: {words(r.NearMiss)}"])]
            );
        }

        if (result.Plans.Count == 0 && result.Illegal.Count > 0)
        {
            yield return new Heading("Not legal");
            yield return new Table(
                [Column.Number("layouts"), new Column("reason") { Wraps = true }],
                [.. result.Illegal.Select(static r => (IReadOnlyList<Cell>)[Cell.Whole(r.Layouts), r.Reason])]
            );
        }
    }
}
