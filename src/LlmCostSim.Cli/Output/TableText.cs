using Spectre.Console;
using Table = LlmCostSim.Reporting.Documents.Table;

namespace LlmCostSim.Cli.Output;

/// <summary>A table in the width there is; columns for which there is no room are named below it.</summary>
internal static class TableText
{
    public static void Write(IAnsiConsole console, Table table)
    {
        if (table.Title.Length > 0)
        {
            console.MarkupLine($"[bold]{Markup.Escape(table.Title)}[/]");
        }

        var (columns, widths) = new TableLayout(table, console.Profile.Width).Columns();
        var drawn = new Spectre.Console.Table { Border = TableBorder.None, ShowHeaders = table.Headers };
        for (var i = 0; i < columns.Count; i++)
        {
            var column = table.Columns[columns[i]];
            drawn.AddColumn(
                new TableColumn(Markup.Escape(column.Bar ? "" : Broken(column.Name, widths[i])))
                {
                    Width = widths[i],
                    NoWrap = !column.Wraps && widths[i] >= TableLayout.Natural(table, columns[i]),
                    Padding = new Padding(0, 0, i == columns.Count - 1 ? 0 : TableLayout.Gap, 0),
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

    private static void WriteMissing(IAnsiConsole console, Table table, IReadOnlyList<int> columns)
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
