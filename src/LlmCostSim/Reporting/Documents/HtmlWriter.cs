using System.Globalization;
using System.Text;
using System.Xml.Linq;
using LlmCostSim.Facts;
using LlmCostSim.Reporting.Charts;

namespace LlmCostSim.Reporting.Documents;

/// <summary>
/// Renders a document as one HTML page that needs nothing else: style and pictures are inside, no script; light or dark as its reader
/// prefers, and made to be printed.
/// </summary>
internal static class HtmlWriter
{
    private const string Style = "Reporting/Data/report.css";

    /// <summary>The page.</summary>
    public static string ToText(Document document)
    {
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement("title", document.Title),
                new XElement("style", EmbeddedData.Text(Style) + ChartStyle.Sheet)
            ),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", document.Title),
                    document.Blocks.Select((block, i) => Html(block, i > 0 && document.Blocks[i - 1] is Heading)),
                    new XElement("footer", "Made by LlmCostSim. Every figure is an estimate.")
                )
            )
        );
        return "<!DOCTYPE html>\n" + page + "\n";
    }

    private static object? Html(Block block, bool headed) =>
        block switch
        {
            Heading heading => new[]
            {
                new XElement("h2", heading.Text),
                heading.Detail.Length > 0 ? new XElement("p", heading.Detail) : null,
            },
            Paragraph paragraph => new XElement(
                "p",
                paragraph.Lead.Length > 0
                    ? new object[] { new XElement("strong", Class(paragraph.Tone), paragraph.Lead), " " }
                    : Class(paragraph.Tone),
                paragraph.Text
            ),
            Bullets bullets => new XElement("ul", bullets.Items.Select(static item => new XElement("li", item))),
            Table table => Html(table),
            Picture picture => new XElement("figure", picture.Draw().ToSvg(standalone: false, titled: !headed)),
            _ => null,
        };

    // A wide table scrolls in a box of its own and not the page with it.
    private static XElement Html(Table table) =>
        new(
            "div",
            new XAttribute("class", "scroll"),
            new XElement(
                "table",
                table.Title.Length > 0 ? new XElement("caption", table.Title) : null,
                table.Headers
                    ? new XElement(
                        "thead",
                        new XElement(
                            "tr",
                            table.Columns.Select(static c => new XElement(
                                "th",
                                new XAttribute("scope", "col"),
                                c.Right ? new XAttribute("class", "r") : null,
                                c.Bar ? "" : c.Name
                            ))
                        )
                    )
                    : null,
                new XElement(
                    "tbody",
                    table.Rows.Select(row => new XElement("tr", row.Select((cell, i) => Html(table.Columns[i], cell, i == 0))))
                )
            )
        );

    private static XElement Html(Column column, Cell cell, bool first)
    {
        if (column.Bar)
        {
            return new XElement(
                "td",
                new XAttribute("class", "bar"),
                new XElement(
                    "span",
                    new XAttribute(
                        "style",
                        string.Create(CultureInfo.InvariantCulture, $"width:{100 * Math.Clamp(cell.Share ?? 0, 0, 1):0.#}%")
                    ),
                    ""
                )
            );
        }

        var classes = new StringBuilder(column.Right ? "r" : "")
            .Append(cell.Tone == Tone.Plain ? "" : " " + Name(cell.Tone))
            .ToString()
            .Trim();
        return new XElement(
            first ? "th" : "td",
            first ? new XAttribute("scope", "row") : null,
            classes.Length > 0 ? new XAttribute("class", classes) : null,
            cell.Text
        );
    }

    private static XAttribute? Class(Tone tone) => tone == Tone.Plain ? null : new XAttribute("class", Name(tone));

    private static string Name(Tone tone) =>
        tone switch
        {
            Tone.Strong => "strong",
            Tone.Quiet => "quiet",
            Tone.Good => "good",
            Tone.Caution => "caution",
            Tone.Bad => "bad",
            _ => "",
        };
}
