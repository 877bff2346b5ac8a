using System.CommandLine;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Cli.Output;

/// <summary>
/// How a verb's answer is written: <c>--format</c>, <c>--json</c> for short, and <c>--charts</c> for verbs that draw. A verb says once what
/// its answer is, as a document and as JSON; only the one that is asked for is made.
/// </summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> json = CommonOptions.Json();
    private readonly Option<string> format = new("--format")
    {
        Description =
            "How to write the answer: text, markdown, csv (raw values in base units), json (as --json), or html (one page with charts).",
        DefaultValueFactory = static _ => OutputFormat.Text,
    };
    private readonly Option<string?>? charts;

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="draws">Whether its answers have charts.</param>
    public OutputOptions(Command command, bool draws = false)
    {
        format.AcceptOnlyFromAmong(OutputFormat.All);
        command.Add(format);
        command.Add(json);
        if (draws)
        {
            charts = new Option<string?>("--charts") { Description = "Folder to write the charts of the answer to, one SVG file each." };
            command.Add(charts);
        }
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="asJson">The answer for machines, as the contract has it.</param>
    /// <param name="asDocument">The answer for people.</param>
    public void Write(ParseResult result, Terminal terminal, Func<string> asJson, Func<Document> asDocument)
    {
        var chosen = result.GetValue(json) ? OutputFormat.Json : result.GetRequiredValue(format);
        var folder = charts is null ? null : result.GetValue(charts);
        var document = chosen != OutputFormat.Json || folder is not null ? asDocument() : null;
        if (folder is not null)
        {
            WriteCharts(document!, folder);
        }

        switch (chosen)
        {
            case OutputFormat.Json:
                terminal.Output.WriteLine(asJson());
                break;
            case OutputFormat.Markdown:
                terminal.Output.Write(MarkdownWriter.ToText(document!, folder ?? ""));
                break;
            case OutputFormat.Csv:
                terminal.Output.Write(CsvWriter.ToText(document!));
                break;
            case OutputFormat.Html:
                terminal.Output.Write(HtmlWriter.ToText(document!));
                break;
            default:
                DocumentText.Write(terminal, document!);
                break;
        }
    }

    private static void WriteCharts(Document document, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var chart in document.Blocks.OfType<Picture>().Select(static p => p.Draw()))
        {
            File.WriteAllText(Path.Combine(folder, chart.Name + ".svg"), chart.ToText());
        }
    }
}
