using System.Text;

namespace LlmCostSim.Reporting.Documents;

/// <summary>Renders a document as Markdown of the GitHub kind: headings, pipe tables, lists.</summary>
internal static class MarkdownWriter
{
    /// <summary>The document as text.</summary>
    /// <param name="document">The document.</param>
    /// <param name="pictures">Folder in which its charts lie as SVG files; empty where there are none.</param>
    public static string ToText(Document document, string pictures = "")
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escaped(document.Title)).Append('\n');
        foreach (var block in document.Blocks)
        {
            Write(text, block, pictures);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Block block, string pictures)
    {
        switch (block)
        {
            case Heading heading:
                text.Append("\n## ").Append(Escaped(heading.Text)).Append('\n');
                if (heading.Detail.Length > 0)
                {
                    text.Append('\n').Append(Escaped(heading.Detail)).Append('\n');
                }

                break;
            case Paragraph paragraph:
                text.Append('\n');
                text.Append(paragraph.Lead.Length > 0 ? $"**{Escaped(paragraph.Lead)}** " : "")
                    .Append(Escaped(paragraph.Text))
                    .Append('\n');
                break;
            case Bullets bullets:
                text.Append('\n');
                foreach (var item in bullets.Items)
                {
                    text.Append("- ").Append(Escaped(item)).Append('\n');
                }

                break;
            case Table table:
                Write(text, table);
                break;
            case Picture picture when pictures.Length > 0:
                var chart = picture.Draw();
                text.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"\n![{Escaped(chart.Title)}]({pictures.TrimEnd('/')}/{chart.Name}.svg)\n"
                );
                break;
        }
    }

    private static void Write(StringBuilder text, Table table)
    {
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(i => !table.Columns[i].Bar)];
        text.Append(table.Title.Length > 0 ? $"\n**{Escaped(table.Title)}**\n\n" : "\n");
        Row(text, shown.Select(i => table.Columns[i].Name));
        Row(text, shown.Select(i => table.Columns[i].Right ? "---:" : "---"), escape: false);
        foreach (var row in table.Rows)
        {
            Row(text, shown.Select(i => row[i].Text));
        }
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells, bool escape = true)
    {
        text.Append('|');
        foreach (var cell in cells)
        {
            text.Append(' ').Append(escape ? Escaped(cell) : cell).Append(" |");
        }

        text.Append('\n');
    }

    // What Markdown would take for markup or for the end of a cell.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '|' or '*' or '_' or '`' or '<' or '[' or ']' or '\\':
                    escaped.Append('\\').Append(letter);
                    break;
                case '\n':
                    escaped.Append(' ');
                    break;
                default:
                    escaped.Append(letter);
                    break;
            }
        }

        return escaped.ToString();
    }
}
