using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Stacks;

/// <summary>
/// <c>docs/training-constants.md</c> lists every constant of every training stack with its value, meaning, unit and what set it. Values are
/// written from the stacks' JSON and the fit's plans; <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes them anew after a refit.
/// </summary>
public sealed class StackConstantsPageTests
{
    private static readonly string Folder = Path.Combine(Repository.Library, "Stacks", "Data", "stacks");

    private static readonly string Page = Repository.At("docs", "training-constants.md");

    /// <summary>Prose and the table of meanings, which people write: up to the first stack.</summary>
    private static string Meanings()
    {
        var page = File.ReadAllText(Page).ReplaceLineEndings("\n");
        return page[..page.IndexOf("\n## ", page.IndexOf("\n## Meanings", StringComparison.Ordinal) + 1, StringComparison.Ordinal)];
    }

    [Fact]
    public void Page_OfTrainingConstants_HasTheValuesOfTheStacks()
    {
        var page = new StringBuilder(Meanings());
        foreach (var stack in Stacks())
        {
            Write(page, stack);
        }

        GoldenFile.Hold(Page, page.ToString());
    }

    [Fact]
    public void Page_OfTrainingConstants_SaysWhatEachMeans() =>
        Assert.Equal(
            Stacks().SelectMany(stack => Constants(stack, "")).Select(constant => constant.Name.Split('.')[^1]).Distinct().Order(),
            Meanings()
                .Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('`')[1])
                .Order()
        );

    /// <summary>No fitted constant lies on an end of its physical range without the page on training saying why.</summary>
    [Fact]
    public void Fitted_OnABound_IsExplained()
    {
        var page = File.ReadAllText(Repository.At("docs", "training.md"));
        var bound = TrainingPlan
            .All.SelectMany(plan =>
                plan.Knobs.Select(knob =>
                    (
                        plan.Stack,
                        Constant: knob.Parameter,
                        Value: StackConstantTables.Get(knob.Parameter.Name).Get(StackCatalog.Default.Get(plan.Stack))
                    )
                )
            )
            .Where(fitted => fitted.Value <= fitted.Constant.Minimum || fitted.Value >= fitted.Constant.Maximum);
        Assert.All(bound, fitted => Assert.Contains($"`{fitted.Constant.Name}` of `{fitted.Stack}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> Stacks()
    {
        foreach (var file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var stack = JsonDocument.Parse(File.ReadAllText(file));
            yield return stack.RootElement;
        }
    }

    private static void Write(StringBuilder page, JsonElement stack)
    {
        var id = stack.GetProperty("id").GetString()!;
        var plan = TrainingPlan.All.FirstOrDefault(plan => plan.Stack == id);
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n## {id}\n\n{stack.GetProperty("origin").GetString()}\n\n| constant | value | set by |\n|---|---|---|\n"
        );
        foreach (var (name, value, from) in Constants(stack))
        {
            var knob = plan?.Knobs.Select(knob => knob.Parameter).FirstOrDefault(parameter => parameter.Name == name);
            var by =
                from.Length > 0 ? $"taken over from {from}"
                : knob is not null ? string.Create(CultureInfo.InvariantCulture, $"fitted, {knob.Minimum}–{knob.Maximum}")
                : plan?.Adopted.Any(constant => constant.Name == name) == true ? $"taken over from {plan.From}"
                : "stated";
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {value} | {by} |\n");
        }
    }

    /// <summary>Numbers and switches of a stack, and behind them those that a section takes from its base.</summary>
    private static IEnumerable<(string Name, string Value, string From)> Constants(JsonElement stack)
    {
        (string Name, string Value)[] own = [.. Constants(stack, "")];
        foreach (var (name, value) in own)
        {
            yield return (name, value, "");
        }

        foreach (
            var section in stack
                .EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("base", out _))
        )
        {
            var from = section.Value.GetProperty("base").GetString()!;
            using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, from + ".json")));
            foreach (
                var (name, value) in Constants(file.RootElement.GetProperty(section.Name), "")
                    .Where(below => !own.Any(known => known.Name == below.Name))
            )
            {
                yield return (name, value, from);
            }
        }
    }

    /// <summary>
    /// Numbers and switches, wherever in a part they stand; those of one accelerator or number format with its name before them.
    /// </summary>
    private static IEnumerable<(string Name, string Value)> Constants(JsonElement part, string accelerator)
    {
        foreach (var member in part.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    yield return (
                        accelerator + member.Name,
                        member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetDouble().ToString(CultureInfo.InvariantCulture)
                        : member.Value.GetBoolean() ? "yes"
                        : "no"
                    );
                    break;
                case JsonValueKind.Object:
                    foreach (
                        var constant in Constants(
                            member.Value,
                            member.Name is "training" or "memory" or "formats" or "accelerators" ? accelerator : member.Name + "."
                        )
                    )
                    {
                        yield return constant;
                    }

                    break;
            }
        }
    }
}
