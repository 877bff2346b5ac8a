namespace LlmCostSim.Reporting.Documents;

/// <summary>Rows under columns.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">A cell per column in each row.</param>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Block
{
    /// <summary>Title above the table; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>Whether the columns' names are shown: not where the first column says what its row is.</summary>
    public bool Headers { get; init; } = true;

    /// <summary>How many rows a terminal shows of a long table; 0 (the default): all. Other formats always have all.</summary>
    public int Most { get; init; }

    /// <summary>A table of names and values, without headers; rows with nothing to say are left out.</summary>
    public static Table OfFacts(params IEnumerable<(string Name, Cell Value)> facts) =>
        new(
            [new Column("property"), new Column("value") { Wraps = true }],
            [.. facts.Where(static f => f.Value.Text.Length > 0).Select(static f => (IReadOnlyList<Cell>)[f.Name, f.Value])]
        )
        {
            Headers = false,
        };

    /// <summary>The table without the columns that are empty in every row.</summary>
    public Table WithoutEmptyColumns()
    {
        int[] kept = [.. Enumerable.Range(0, Columns.Count).Where(i => Rows.Any(row => row[i].Text.Length > 0 || row[i].Share is > 0))];
        return kept.Length == Columns.Count
            ? this
            : this with
            {
                Columns = [.. kept.Select(i => Columns[i])],
                Rows = [.. Rows.Select(row => (IReadOnlyList<Cell>)[.. kept.Select(i => row[i])])],
            };
    }
}
