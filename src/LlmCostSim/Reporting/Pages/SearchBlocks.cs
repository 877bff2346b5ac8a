using System.Globalization;
using LlmCostSim.Planning;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>What the answers of all searches have: how many plans there were, what those shown agree on, why others were not taken.</summary>
internal static class SearchBlocks
{
    /// <summary>Plans of a table that a terminal shows.</summary>
    public const int MostShown = 20;

    /// <summary>Title of the front.</summary>
    /// <param name="plan">What a plan is called.</param>
    public static string FrontTitle(string plan) => $"No other {plan} is as good in time, cost, GPUs and memory at once";

    /// <summary>How many plans there were, and how long they took.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="plans">What its plans are called.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static Paragraph Counts<TPlan>(SearchResult<TPlan> result, string plans, bool timing) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Enumerated:#,0} legal {plans}: {result.Pruned:#,0} excluded by bounds, {result.Evaluated:#,0} evaluated, {result.Feasible:#,0} of them feasible"
            ) + (timing ? $"; searched in {Show.Of(Duration.FromSeconds(result.ElapsedSeconds))}" : "")
        );

    /// <summary>A heading over plans, and the columns in which they differ: where all agree, the heading says it once.</summary>
    /// <param name="title">Title.</param>
    /// <param name="choices">What a plan is.</param>
    /// <param name="plans">The plans; at least one.</param>
    public static (Heading Heading, (Column Column, Func<TPlan, Cell> Cell)[] Differing) Agreed<TPlan>(
        string title,
        (Column Column, Func<TPlan, Cell> Cell)[] choices,
        IReadOnlyList<TPlan> plans
    )
    {
        var same = choices.Where(c => plans.All(p => c.Cell(p).Text == c.Cell(plans[0]).Text)).ToArray();
        var detail =
            same.Length == 0
                ? ""
                : (plans.Count > 1 ? "all: " : "") + string.Join(", ", same.Select(c => $"{c.Column.Name} {c.Cell(plans[0]).Text}"));
        return (new Heading(title, detail), [.. choices.Except(same)]);
    }

    /// <summary>A line per plan.</summary>
    /// <param name="columns">The columns; those that are empty in every line are left out.</param>
    /// <param name="plans">The plans.</param>
    public static Table Lines<TPlan>(IReadOnlyList<(Column Column, Func<TPlan, Cell> Cell)> columns, IEnumerable<TPlan> plans) =>
        new Table(
            [.. columns.Select(static c => c.Column)],
            [.. plans.Select(plan => (IReadOnlyList<Cell>)[.. columns.Select(c => c.Cell(plan))])]
        ).WithoutEmptyColumns();

    /// <summary>Why plans were not taken; where none was found, also why layouts are not legal.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="plans">What its plans are called.</param>
    /// <param name="words">What one says of its layout.</param>
    public static IEnumerable<Block> Rejected<TPlan>(SearchResult<TPlan> result, string plans, Func<TPlan, string> words)
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
