using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmCostSim.Reporting.Explaining;

namespace LlmCostSim.Cli.Tests;

/// <summary>
/// The pages say what the tool does: every member and figure is on its page, every command parses, every example is a sample that runs.
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Pages =
    [
        Repository.At("README.md"),
        .. Directory.GetFiles(Repository.At("docs"), "*.md").Order(StringComparer.Ordinal),
    ];

    private static string Page(string name) => File.ReadAllText(Repository.At("docs", name));

    [Fact]
    public void Scenario_EveryMemberOfTheSchema_IsOnItsPage()
    {
        var page = Page("scenario.md");
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json")));

        Assert.Equal(
            [],
            [.. Members(schema.RootElement).Distinct().Where(name => !page.Contains($"| `{name}` |", StringComparison.Ordinal))]
        );
    }

    [Theory]
    [InlineData("training")]
    [InlineData("inference")]
    public void Report_EveryFigure_IsOnItsPage(string kind)
    {
        var page = Page("report.md");

        Assert.Equal(
            [],
            [
                .. Explanations
                    .Of(kind)
                    .Select(explanation => explanation.Figure)
                    .Where(figure => !page.Contains($"| `{figure}` |", StringComparison.Ordinal)),
            ]
        );
    }

    [Theory]
    [InlineData("training")]
    [InlineData("inference")]
    [InlineData("serving")]
    public void Explanation_OfEveryFigure_NamesASectionThatIsThere(string kind)
    {
        string[] sections =
        [
            .. Regex
                .Matches(Page("method.md"), "^## (.+)$", RegexOptions.Multiline)
                .Select(m => "docs/method.md#" + m.Groups[1].Value.Trim().ToLowerInvariant().Replace(' ', '-')),
        ];

        Assert.Empty(
            Explanations.Of(kind).Where(explanation => !sections.Contains(explanation.Section)).Select(explanation => explanation.Figure)
        );
    }

    [Fact]
    public void Links_OfEveryPage_LeadSomewhere() =>
        Assert.Empty(
            Pages.SelectMany(page =>
                Link()
                    .Matches(File.ReadAllText(page))
                    .Select(match => match.Groups[1].Value)
                    .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
                    .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target.Split('#')[0])))
                    .Select(target => $"{Path.GetFileName(page)}: {target}")
            )
        );

    [Fact]
    public void Commands_OfEveryPage_Parse()
    {
        var lines = Pages
            .SelectMany(page =>
                Blocks(page, "sh")
                    .SelectMany(block => block.Split('\n'))
                    .Where(line => line.StartsWith("llmcost ", StringComparison.Ordinal))
                    .Select(line => (Page: Path.GetFileName(page), Line: line))
            )
            .ToList();
        var root = CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null));

        Assert.NotEmpty(lines);
        Assert.Empty(
            lines
                .Select(entry => (entry.Page, entry.Line, Errors: root.Parse(Words(entry.Line)).Errors))
                .Where(entry => entry.Errors.Count > 0)
                .Select(entry => $"{entry.Page}: {entry.Line}: {entry.Errors[0].Message}")
        );
    }

    /// <summary>Examples in C# are parts of samples, which are built and run in CI.</summary>
    [Fact]
    public void Examples_InCSharp_AreOutOfSamples()
    {
        string[] samples =
        [
            .. Directory.GetFiles(Repository.At("samples"), "Program.cs", SearchOption.AllDirectories).Select(File.ReadAllText),
        ];

        Assert.Equal(
            [],
            [
                .. Pages
                    .SelectMany(page => Blocks(page, "csharp"))
                    .Where(block =>
                        !samples.Any(sample => sample.ReplaceLineEndings("\n").Contains(block.Trim(), StringComparison.Ordinal))
                    ),
            ]
        );
    }

    /// <summary>Types, members and folders that pages name exist: a renamed type leaves no page behind.</summary>
    [Fact]
    public void Names_OfTypesOnEveryPage_AreInTheCode()
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Type[] types =
        [
            .. typeof(Tool).Assembly.GetTypes(),
            .. typeof(CommandLine).Assembly.GetTypes(),
            .. typeof(Explanations).Assembly.GetTypes(),
        ];
        var known = types
            .Select(type => type.Name)
            .Concat(types.SelectMany(type => type.GetMembers(All)).Select(member => member.Name))
            .Concat(
                new[] { "src", "tests", "samples" }
                    .Select(folder => Repository.At(folder))
                    .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
                    .Select(Path.GetFileNameWithoutExtension)
            )
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(
            Pages.SelectMany(page =>
                TypeName()
                    .Matches(File.ReadAllText(page))
                    .SelectMany(match => match.Groups[1].Value.Split('.', '/'))
                    .Where(name => !known.Contains(name))
                    .Select(name => $"{Path.GetFileName(page)}: {name}")
            )
        );
    }

    /// <summary>
    /// A type that a page names for a formula (its column "type", a line "Type:") names the page in turn: whoever stands before the code
    /// finds the derivation.
    /// </summary>
    [Fact]
    public void Formulas_OfEveryPage_AreNamedByTheirTypes()
    {
        var files = Directory
            .EnumerateFiles(Repository.At("src", "LlmCostSim"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file)!);
        var named = Pages
            .Where(page => Path.GetFileName(page) != "README.md")
            .SelectMany(page =>
                FormulaTypes(page)
                    .Select(name =>
                        (Page: "docs/" + Path.GetFileName(page), Type: name.Split('.', '/').FirstOrDefault(part => files[part].Any()))
                    )
            )
            .Where(pair => pair.Type is not null)
            .ToList();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(
            named,
            pair => !files[pair.Type!].Any(file => File.ReadAllText(file).Contains(pair.Page, StringComparison.Ordinal))
        );
    }

    private static IEnumerable<string> FormulaTypes(string page)
    {
        var column = -1;
        foreach (var line in File.ReadLines(page))
        {
            var cells = line.StartsWith('|') ? line.Split('|') : [];
            column =
                cells.Length == 0 ? -1
                : column >= 0 ? column
                : Array.FindIndex(cells, cell => cell.Trim().Equals("type", StringComparison.OrdinalIgnoreCase));
            var text =
                line.StartsWith("Type", StringComparison.Ordinal) ? line.Split(". ")[0]
                : column >= 0 && column < cells.Length ? cells[column]
                : "";
            foreach (Match match in TypeName().Matches(text))
            {
                yield return match.Groups[1].Value;
            }
        }
    }

    private static IEnumerable<string> Members(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(Members);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own =
            element.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                ? properties.EnumerateObject().Select(property => property.Name)
                : [];
        return own.Concat(element.EnumerateObject().SelectMany(property => Members(property.Value)));
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex
            .Matches(
                File.ReadAllText(page).ReplaceLineEndings("\n"),
                $"^```{language}\n(.*?)^```",
                RegexOptions.Multiline | RegexOptions.Singleline
            )
            .Select(match => match.Groups[1].Value);

    // Without the comment, the redirection and what a pipe leads to.
    private static string[] Words(string line) =>
        [.. Word().Matches(Regex.Replace(line, @"\s+(#|>|\|).*$", "")).Skip(1).Select(match => match.Value.Trim('\'', '"'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    // Of one or several words in capitals and small letters: what has an underscore or is all capitals is no name of a type.
    [GeneratedRegex("`((?:[A-Z][a-z][A-Za-z0-9]{2,}[./])*[A-Z][a-z][A-Za-z0-9]{2,})`")]
    private static partial Regex TypeName();
}
