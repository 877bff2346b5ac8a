using LlmCostSim.Reporting.Documents;
using Spectre.Console;
using Paragraph = LlmCostSim.Reporting.Documents.Paragraph;
using Table = LlmCostSim.Reporting.Documents.Table;

namespace LlmCostSim.Cli.Output;

/// <summary>Renders a document at the terminal: within its width, in colour where a person looks, in words always.</summary>
internal static class DocumentText
{
    /// <summary>Writes a document.</summary>
    public static void Write(Terminal terminal, Document document)
    {
        var console = terminal.Renderer();
        Block? before = null;
        foreach (var block in document.Blocks)
        {
            if (block is Picture)
            {
                continue;
            }

            if (
                before is not null
                && (block is Heading or Table { Title.Length: > 0 } || (block is Table { Headers: true } && before is Paragraph))
            )
            {
                console.WriteLine();
            }

            Write(console, block);
            before = block;
        }
    }

    private static void Write(IAnsiConsole console, Block block)
    {
        switch (block)
        {
            case Heading heading:
                console.MarkupLine(
                    $"[bold]{Markup.Escape(heading.Text)}[/]{(heading.Detail.Length > 0 ? "  " + Markup.Escape(heading.Detail) : "")}"
                );
                break;
            case Paragraph { Lead.Length: > 0 } paragraph:
                console.MarkupLine(
                    Toned(paragraph.Lead, paragraph.Tone) + (paragraph.Text.Length > 0 ? " " + Markup.Escape(paragraph.Text) : "")
                );
                break;
            case Paragraph paragraph:
                console.MarkupLine(Toned(paragraph.Text, paragraph.Tone));
                break;
            case Bullets bullets:
                WriteBullets(console, bullets);
                break;
            case StackBar bar:
                console.MarkupLine(StackBarText.Markup(bar, Math.Clamp(console.Profile.Width - 4, 20, 100)));
                break;
            case Table table:
                TableText.Write(console, table);
                break;
        }
    }

    // What goes on in the next line stands under the sentence, not under its dash.
    private static void WriteBullets(IAnsiConsole console, Bullets bullets)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var item in bullets.Items)
        {
            grid.AddRow(new Spectre.Console.Text("-"), new Spectre.Console.Text(item));
        }

        console.Write(grid);
    }

    /// <summary>A text in the colour of its tone.</summary>
    public static string Toned(string text, Tone tone) =>
        tone switch
        {
            Tone.Strong => $"[bold]{Markup.Escape(text)}[/]",
            Tone.Quiet => $"[dim]{Markup.Escape(text)}[/]",
            Tone.Good => $"[green]{Markup.Escape(text)}[/]",
            Tone.Caution => $"[yellow]{Markup.Escape(text)}[/]",
            Tone.Bad => $"[red]{Markup.Escape(text)}[/]",
            _ => Markup.Escape(text),
        };
}
