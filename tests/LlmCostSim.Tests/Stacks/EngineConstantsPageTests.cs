using System.Globalization;
using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Stacks;

/// <summary>
/// The page on inference lists every constant of every engine with the value that ships, its range and what it was fitted to.
/// <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes values and origins anew.
/// </summary>
public sealed class EngineConstantsPageTests
{
    private static readonly string Page = Repository.At("docs", "inference.md");

    private static readonly (string Id, string Origin, Dictionary<string, double> Values)[] Engines =
    [
        .. Directory
            .GetFiles(Path.Combine(Repository.Library, "Stacks", "Data", "engines"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(file =>
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                var values = json
                    .RootElement.EnumerateObject()
                    .Where(member => member.Value.ValueKind == JsonValueKind.Number)
                    .ToDictionary(member => member.Name, member => member.Value.GetDouble());
                return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("origin").GetString()!, values);
            }),
    ];

    [Fact]
    public void Constants_OfEveryEngine_StandOnThePageWithTheirValues()
    {
        var lines = File.ReadAllLines(Page);
        var constants = Engines.SelectMany(engine => engine.Values.Keys).Distinct().ToHashSet();
        var written = lines.Select(line => Name(line) is { } name && constants.Remove(name) ? Row(line, name) : line).ToArray();
        GoldenFile.Hold(Page, string.Join('\n', written) + "\n");
        Assert.Empty(constants);
    }

    [Fact]
    public void Origins_OfEveryEngine_StandOnThePage()
    {
        var lines = File.ReadAllLines(Page);
        var origins = Engines.ToDictionary(engine => engine.Id, engine => $"| **{engine.Id}** | {engine.Origin} |");
        var written = lines
            .Select(line =>
                line.StartsWith("| **", StringComparison.Ordinal) && origins.Remove(line.Split("**")[1], out var row) ? row : line
            )
            .ToArray();
        GoldenFile.Hold(Page, string.Join('\n', written) + "\n");
        Assert.Empty(origins.Keys);
    }

    [Fact]
    public void Limits_OfEveryEngine_StandOnThePageWithTheirSources()
    {
        const string Header = "| Limits of | Tokens of a step, sequences at a time | From |";
        var lines = File.ReadAllLines(Page).ToList();
        var start = lines.IndexOf(Header) + 2;
        Assert.True(start > 1, "no table of limits");
        lines.RemoveRange(start, lines.Skip(start).TakeWhile(line => line.StartsWith('|')).Count());
        lines.InsertRange(
            start,
            EngineCatalog
                .Default.Engines.OrderBy(engine => engine.Id, StringComparer.Ordinal)
                .GroupBy(engine => (Limits: string.Join("; ", engine.Limits.Select(Text)), engine.LimitsOrigin))
                .Select(group =>
                    $"| {string.Join(", ", group.Select(engine => engine.Id))} | {group.Key.Limits} | {group.Key.LimitsOrigin} |"
                )
        );
        GoldenFile.Hold(Page, string.Join('\n', lines) + "\n");
    }

    private static string Text(EngineLimits limits)
    {
        var tokens = limits.WholeContext ? $"{limits.StepTokens} or the model's context" : $"{limits.StepTokens}";
        var memory = limits.FromMemory.TotalGiB > 0 ? $" from {limits.FromMemory.TotalGiB} GiB on" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{tokens}, {limits.Sequences}{memory}{(limits.Except.Length > 0 ? $" but for {limits.Except}" : "")}"
        );
    }

    /// <summary>
    /// A constant on a bound says that the model lacks something, unless the bound is what physics gives: then the page says why.
    /// </summary>
    [Fact]
    public void FittedConstants_LieInTheirRanges_AndOnABoundOnlyWithAReason()
    {
        var page = File.ReadAllText(Page);
        var wrong =
            from entry in Fitted()
            let value = Engines.Single(engine => engine.Id == entry.Engine).Values.GetValueOrDefault(entry.Constant.Name, double.NaN)
            where !(value > entry.Constant.Minimum && value < entry.Constant.Maximum)
            where
                value != entry.Constant.Minimum
                || !page.Contains($"`{entry.Constant.Name}` of {entry.Engine} is on its bound", StringComparison.Ordinal)
            select $"{entry.Engine}: {entry.Constant.Name} = {value}, range {Range(entry.Constant)}";
        Assert.Empty(wrong.Distinct());
    }

    // The host times of one version come from profiles of their own, which have the last word.
    private static IEnumerable<(string Engine, FitParameter Constant)> Fitted() =>
        InferenceFitStep
            .All.SelectMany(step =>
                step.Engines.SelectMany(engine => step.ConstantsOf(engine.Engine).Select(constant => (engine.Engine, constant)))
            )
            .Where(entry =>
                entry.Engine != InferenceFitStep.HostOverhead.Engine
                || InferenceFitStep.HostOverhead.Constants.All(constant => constant.Name != entry.constant.Name)
            )
            .Concat(InferenceFitStep.HostOverhead.Constants.Select(constant => (InferenceFitStep.HostOverhead.Engine, constant)));

    private static string? Name(string line) => line.StartsWith("| `", StringComparison.Ordinal) ? line.Split('`')[1] : null;

    // The last two cells: range in the fits, values.
    private static string Row(string line, string name)
    {
        string[] ranges = [.. Fitted().Where(entry => entry.Constant.Name == name).Select(entry => Range(entry.Constant)).Distinct()];
        var values = Engines
            .Where(engine => engine.Values.ContainsKey(name))
            .GroupBy(engine => engine.Values[name])
            .Select(group =>
                $"{group.Key.ToString(CultureInfo.InvariantCulture)} ({string.Join(", ", group.Select(engine => engine.Id))})"
            );
        var cells = line.Split(" | ");
        return $"{cells[0]} | {cells[1]} | {(ranges.Length == 0 ? "given" : string.Join(", ", ranges))} | {string.Join("; ", values)} |";
    }

    private static string Range(FitParameter constant) =>
        string.Create(CultureInfo.InvariantCulture, $"{constant.Minimum}–{constant.Maximum}");
}
