using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCostSim.Cli.Tests;

/// <summary>
/// Every answer of docs/cookbook.md is what its command prints: the same words in the same order, figures within ten percent, so that a
/// refit of constants alone does not make the page wrong. <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes the answers anew.
/// </summary>
public sealed partial class CookbookTests
{
    private const double Near = 0.1;

    private static readonly string File = Repository.At("docs", "cookbook.md");

    private static readonly string Page = System.IO.File.ReadAllText(File).ReplaceLineEndings("\n");

    public static TheoryData<string> Commands => [.. Recipe().Matches(Page).Select(static m => m.Groups[1].Value)];

    [Fact]
    public void Cookbook_TenQuestions_EachAnswered()
    {
        var questions = Regex.Count(Page, "^## ", RegexOptions.Multiline);

        Assert.InRange(questions, 10, 20);
        Assert.True(Commands.Count >= 10);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Answer_OfEveryCommand_IsWhatItPrints(string command)
    {
        var printed = Run(command);
        var recipe = Recipe().Matches(Page).Single(m => m.Groups[1].Value == command);
        if (GoldenFile.IsUpdating)
        {
            var page = System.IO.File.ReadAllText(File).ReplaceLineEndings("\n");
            System.IO.File.WriteAllText(
                File,
                page.Replace(recipe.Value, $"```sh\n{command}\n```\n\n```{recipe.Groups[2].Value}\n{printed}```", StringComparison.Ordinal)
            );
            return;
        }

        string[] expected = Words(recipe.Groups[3].Value),
            actual = Words(printed);
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            Assert.True(
                Same(expected[i], actual[i]),
                $"{command}: printed '{string.Join(' ', actual.Skip(Math.Max(0, i - 5)).Take(8))}', the page has '{string.Join(' ', expected.Skip(Math.Max(0, i - 5)).Take(8))}'"
            );
        }

        Assert.Equal(expected.Length, actual.Length);
    }

    // As a shell in the repository's folder does it: its files, and what `| head -n` leaves.
    private static string Run(string command)
    {
        var parts = command.Split(" | head -");
        string[] args =
        [
            .. parts[0]
                .Split(' ')
                .Skip(1)
                .SelectMany(static word => word.StartsWith("samples/", StringComparison.Ordinal) ? Files(word) : [word]),
        ];
        var (code, output, error) = Tool.Run(args);
        Assert.True(code is 0 or 1, error);
        var lines = output.TrimEnd('\n').Split('\n').Select(static line => line.TrimEnd());
        return string.Join('\n', parts.Length > 1 ? lines.Take(int.Parse(parts[1], CultureInfo.InvariantCulture)) : lines) + "\n";
    }

    private static string[] Files(string word) =>
        word.Contains('*', StringComparison.Ordinal)
            ? [.. Directory.GetFiles(Repository.At(Path.GetDirectoryName(word)!), Path.GetFileName(word)).Order(StringComparer.Ordinal)]
            : [Repository.At(word)];

    private static readonly SearchValues<char> Drawing = SearchValues.Create("█▏▎▍▌▋▊▉─·");

    // Bars and rules are as long as figures make them.
    private static string[] Words(string text) =>
        [
            .. text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(static word => !word.AsSpan().ContainsAny(Drawing)),
        ];

    private static bool Same(string expected, string actual)
    {
        string[] left = Number().Split(expected),
            right = Number().Split(actual);
        double[] a = Numbers(expected),
            b = Numbers(actual);
        return left.SequenceEqual(right)
            && a.Length == b.Length
            && a.Zip(b).All(static pair => Math.Abs(pair.First - pair.Second) <= Near * Math.Max(pair.First, pair.Second));
    }

    private static double[] Numbers(string word) =>
        [
            .. Number()
                .Matches(word)
                .Select(static m => double.Parse(m.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)),
        ];

    [GeneratedRegex(@"\d[\d,]*(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^```sh\n(llmcost [^\n]+)\n```\n\n```(text|json)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Recipe();
}
