using Table = LlmCostSim.Reporting.Documents.Table;

namespace LlmCostSim.Cli.Output;

/// <summary>
/// Which columns of a table fit, and how wide each is: texts that may wrap do and bars shrink; then columns of the least importance are
/// left out, then texts break between all their words, then columns go from the right, but the first two, which break anywhere.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="width">Columns of the terminal.</param>
internal sealed class TableLayout(Table table, int width)
{
    /// <summary>Blanks between columns.</summary>
    public const int Gap = 2;

    private const int WidestBar = 30,
        NarrowestBar = 10,
        NarrowestText = 24,
        LastColumns = 2;

    private readonly List<int> shown = [.. Enumerable.Range(0, table.Columns.Count)];
    private readonly int[] least = [.. Enumerable.Range(0, table.Columns.Count).Select(i => Least(table, i))];

    private int Missing => shown.Sum(i => least[i]) + (Gap * (shown.Count - 1)) - width;

    /// <summary>The columns that fit, and the width of each.</summary>
    public (IReadOnlyList<int> Shown, int[] Widths) Columns()
    {
        while (Missing > 0 && LeastImportant() is var dropped and >= 0)
        {
            shown.Remove(dropped);
        }

        Narrow(i => table.Columns[i] is { Right: false, Bar: false } ? Math.Min(least[i], LongestWord(i)) : least[i]);
        while (Missing > 0 && shown.Count > LastColumns)
        {
            shown.RemoveAt(shown.Count - 1);
        }

        Narrow(static _ => 1);
        return (shown, Widened(-Missing));
    }

    /// <summary>The widest cell of a column, and the longest word of its header.</summary>
    public static int Natural(Table table, int i) =>
        Math.Max(
            table.Headers && !table.Columns[i].Bar ? table.Columns[i].Name.Split(' ').Max(static word => word.Length) : 0,
            Math.Max(1, table.Rows.Select(row => row[i].Text.Length).DefaultIfEmpty().Max())
        );

    private int LeastImportant() =>
        shown
            .Where(i => table.Columns[i].Rank > 0)
            .OrderByDescending(i => table.Columns[i].Rank)
            .ThenByDescending(static i => i)
            .FirstOrDefault(-1);

    // Takes from the widest column that has something to give, until all fit.
    private void Narrow(Func<int, int> bound)
    {
        while (
            Missing > 0 && shown.Where(i => least[i] > bound(i)).OrderByDescending(i => least[i]).FirstOrDefault(-1) is var widest and >= 0
        )
        {
            least[widest]--;
        }
    }

    // What is left goes to the columns that can use it, from left to right.
    private int[] Widened(int left)
    {
        var widths = new int[shown.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            var column = shown[i];
            var wish = table.Columns[column].Bar ? WidestBar : Natural(table, column);
            var more = Math.Clamp(wish - least[column], 0, Math.Max(0, left));
            widths[i] = least[column] + more;
            left -= more;
        }

        return widths;
    }

    private static int Least(Table table, int i) =>
        table.Columns[i].Bar ? NarrowestBar
        : table.Columns[i].Wraps ? Math.Min(Natural(table, i), NarrowestText)
        : Natural(table, i);

    private int LongestWord(int i) =>
        table
            .Rows.Select(row => row[i].Text)
            .Append(table.Headers ? table.Columns[i].Name : "")
            .SelectMany(static text => text.Split(' '))
            .Max(static word => word.Length);
}
