using Spectre.Console;
using Table = LlmCostSim.Reporting.Documents.Table;

namespace LlmCostSim.Cli.Output;

/// <summary>
/// A table in the width there is: headers and texts that may wrap do, bars shrink, then columns of the least importance are left out and
/// named below.
/// </summary>
internal static class TableText
{
    private const int Gap = 2,
        WidestBar = 30,
        NarrowestBar = 10,
        NarrowestText = 24;

    public static void Write(IAnsiConsole console, Table table)
    {
        if (table.Title.Length > 0)
        {
            console.MarkupLine($"[bold]{Markup.Escape(table.Title)}[/]");
        }

        var (columns, widths) = Layout(table, console.Profile.Width);
        var drawn = new Spectre.Console.Table { Border = TableBorder.None, ShowHeaders = table.Headers };
        for (var i = 0; i < columns.Count; i++)
        {
            var column = table.Columns[columns[i]];
            drawn.AddColumn(
                new TableColumn(Markup.Escape(column.Bar ? "" : Broken(column.Name, widths[i])))
                {
                    Width = widths[i],
                    NoWrap = !column.Wraps,
                    Padding = new Padding(0, 0, i == columns.Count - 1 ? 0 : Gap, 0),
                    Alignment = column.Right ? Justify.Right : Justify.Left,
                }
            );
        }

        if (table.Headers)
        {
            drawn.AddRow([.. widths.Select(static w => new string('─', w))]);
        }

        foreach (var row in table.Most > 0 ? table.Rows.Take(table.Most) : table.Rows)
        {
            drawn.AddRow([
                .. columns.Select(
                    (c, i) => table.Columns[c].Bar ? Bar.Of(row[c].Share ?? 0, widths[i]) : DocumentText.Toned(row[c].Text, row[c].Tone)
                ),
            ]);
        }

        console.Write(drawn);
        WriteMissing(console, table, columns);
    }

    private static void WriteMissing(IAnsiConsole console, Table table, List<int> columns)
    {
        if (table.Most > 0 && table.Rows.Count > table.Most)
        {
            console.MarkupLine($"[dim](and {table.Rows.Count - table.Most} more; --format markdown or csv show all)[/]");
        }

        string[] missing =
        [
            .. Enumerable
                .Range(0, table.Columns.Count)
                .Except(columns)
                .Where(i => !table.Columns[i].Bar)
                .Select(i => table.Columns[i].Name),
        ];
        if (missing.Length > 0)
        {
            console.MarkupLine(
                $"[dim]{Markup.Escape($"(no room for {string.Join(", ", missing)}; a wider terminal, --format markdown or csv show all)")}[/]"
            );
        }
    }

    /// <summary>The columns that fit, and the width of each.</summary>
    private static (List<int> Columns, int[] Widths) Layout(Table table, int width)
    {
        var columns = Enumerable.Range(0, table.Columns.Count).ToList();
        int[] least =
        [
            .. columns.Select(i =>
                table.Columns[i].Bar ? NarrowestBar
                : table.Columns[i].Wraps ? Math.Min(Natural(table, i), NarrowestText)
                : Natural(table, i)
            ),
        ];
        int Needed() => columns.Sum(i => least[i]) + (Gap * (columns.Count - 1));
        while (
            Needed() > width
            && columns
                .Where(i => table.Columns[i].Rank > 0)
                .OrderByDescending(i => table.Columns[i].Rank)
                .ThenByDescending(static i => i)
                .FirstOrDefault(-1)
                is var dropped
                    and >= 0
        )
        {
            columns.Remove(dropped);
        }

        // What is left goes to the columns that can use it, from left to right.
        var left = Math.Max(0, width - Needed());
        var widths = new int[columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            var column = table.Columns[columns[i]];
            var more = Math.Min(
                left,
                (
                    column.Bar ? WidestBar
                    : column.Wraps ? Natural(table, columns[i])
                    : 0
                ) - least[columns[i]]
            );
            widths[i] = least[columns[i]] + Math.Max(0, more);
            left -= Math.Max(0, more);
        }

        return (columns, widths);
    }

    // Of its cells, and of the longest word of its header.
    private static int Natural(Table table, int i) =>
        Math.Max(
            table.Headers && !table.Columns[i].Bar ? table.Columns[i].Name.Split(' ').Max(static word => word.Length) : 0,
            Math.Max(1, table.Rows.Select(row => row[i].Text.Length).DefaultIfEmpty().Max())
        );

    private static string Broken(string header, int width)
    {
        var lines = new List<string>();
        foreach (var word in header.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(word);
            }
        }

        return string.Join('\n', lines);
    }
}
