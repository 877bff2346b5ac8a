using System.Text.Json;
using System.Xml.Linq;
using LlmCostSim.Cli.Output;

namespace LlmCostSim.Cli.Tests;

/// <summary>Every verb that answers in a table or a page answers in every format.</summary>
public sealed class FormatTests : FileTests
{
    private static readonly string[][] Verbs =
    [
        ["estimate", "falcon-7b"],
        ["estimate", "llama-2-70b-inference"],
        ["serve", "llama-2-70b-serving"],
        ["explain", "falcon-7b"],
        ["explain", "falcon-7b", "throughput.mfu"],
        ["compare", "full-vs-qlora"],
        ["compare", "llama-2-70b-inference", "llama-2-70b-inference"],
        ["fit", "--gpu", "RTX-4090", "--model", "llama-2-7b"],
        ["plan", "falcon-7b", "--pareto", "--top", "2"],
        ["sweep", "falcon-7b", "--vary", "strategy.microBatch=1,2,3"],
        ["sweep", "llama-2-70b-inference", "--vary", "workload.batch=1,8,32"],
        ["audit", "falcon-40b-article"],
        ["reproduce", "falcon"],
        ["models"],
        ["models", "falcon-7b"],
        ["gpus"],
        ["gpus", "A100-SXM-80GB"],
        ["gpus", "--clusters"],
    ];

    public static IEnumerable<object[]> Answers =>
        from verb in Verbs
        from format in OutputFormat.All
        select new object[] { string.Join(' ', verb), format };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Format_OfEveryVerb_IsWellFormed(string verb, string format)
    {
        var (code, output, error) = Tool.Run([.. verb.Split(' '), "--format", format, "--no-timing"]);
        Assert.True(code is 0 or 1, error);
        switch (format)
        {
            case OutputFormat.Json:
                using (JsonDocument.Parse(output))
                {
                    Assert.Equal(output, Tool.Run([.. verb.Split(' '), "--json", "--no-timing"]).Output);
                }

                break;
            case OutputFormat.Csv:
                var lines = output.TrimEnd('\n').Split('\n');
                Assert.True(lines.Length > 1);
                Assert.All(lines, line => Assert.Equal(Columns(lines[0]), Columns(line)));
                break;
            case OutputFormat.Html:
                Assert.StartsWith("<!DOCTYPE html>\n", output, StringComparison.Ordinal);
                var page = XDocument.Parse(output["<!DOCTYPE html>\n".Length..]);
                Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href");
                Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName == "script");
                break;
            default:
                Assert.DoesNotContain('\u001b', output);
                Assert.NotEqual("", output.Trim());
                break;
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void Text_OfEveryVerb_StaysWithinTheWidth(int width)
    {
        foreach (var verb in Verbs)
        {
            using var output = new StringWriter { NewLine = "\n" };
            CommandLine.Run([.. verb, "--no-timing"], new Terminal(output, TextWriter.Null) { Width = width });
            var lines = output.ToString().Split('\n');
            Assert.All(lines, line => Assert.True(line.Length <= width, $"{string.Join(' ', verb)}: {line}"));
            // A rule under a table's head that goes on in the next line means that columns were squeezed below their words.
            Assert.DoesNotContain(lines.Zip(lines.Skip(1)), static pair => IsRule(pair.First) && IsRule(pair.Second));
        }
    }

    [Fact]
    public void Charts_OfAPlanSearch_AreWrittenAsSvg()
    {
        var folder = PathOf("charts");
        Assert.Equal(0, Tool.Run("plan", "falcon-7b", "--pareto", "--charts", folder).Code);
        var svg = XDocument.Load(Path.Combine(folder, "pareto.svg"));
        Assert.Equal("img", svg.Root!.Attribute("role")!.Value);
    }

    [Fact]
    public void Format_Unknown_ExitsTwoAndListsThem()
    {
        var (code, _, error) = Tool.Run("models", "--format", "xml");
        Assert.Equal(2, code);
        Assert.Contains("markdown", error, StringComparison.Ordinal);
    }

    private static bool IsRule(string line) => line.Contains('─', StringComparison.Ordinal) && line.All(static c => c is '─' or ' ');

    // Commas outside of quotes.
    private static int Columns(string line)
    {
        var (columns, quoted) = (1, false);
        foreach (var letter in line)
        {
            quoted ^= letter == '"';
            columns += letter == ',' && !quoted ? 1 : 0;
        }

        return columns;
    }
}
