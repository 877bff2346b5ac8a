using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Architecture;

/// <summary>
/// <c>docs/training-constants.md</c> lists every constant of every training stack with its value, meaning, unit and what set it. It is
/// written from the stacks' JSON and the fit's plans; <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes it anew after a refit.
/// </summary>
public sealed class StackConstantsPageTests
{
    private static readonly string Folder = Path.Combine(Repository.Library, "Stacks", "Data", "stacks");

    [Fact]
    public void Page_OfTrainingConstants_IsTheStacks()
    {
        var file = Path.Combine(Repository.Root, "docs", "training-constants.md");
        var actual = Page();
        if (Environment.GetEnvironmentVariable("LLMCOSTSIM_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n'), actual.Split('\n'));
    }

    /// <summary>No fitted constant lies on an end of its physical range without the page on training saying why.</summary>
    [Fact]
    public void Fitted_OnABound_IsExplained()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "training.md"));
        var bound = TrainingPlan
            .All.SelectMany(plan =>
                plan.Knobs.Select(knob => (plan.Stack, Knob: knob, Value: knob.Get(StackCatalog.Default.Get(plan.Stack))))
            )
            .Where(fitted => fitted.Value <= fitted.Knob.Minimum || fitted.Value >= fitted.Knob.Maximum);
        Assert.All(bound, fitted => Assert.Contains($"`{fitted.Knob.Name}` of `{fitted.Stack}`", page, StringComparison.Ordinal));
    }

    private static string Page()
    {
        var page = new StringBuilder(
            """
            # Constants of the training stacks

            Every constant of every stack, written from `src/LlmCostSim/Stacks/Data/stacks` by a test (`StackConstantsPageTests`); what they mean in a step is in [training.md](training.md).
            Set by: *fitted* to the rows that the stack's origin names, within the range; *taken over* from a stack that runs the same code; *stated* in the stack's file: read off code or
            rows, or assumed, as its origin says. What is not listed has the default of `TrainingPace` or `MemoryConstants`.

            ## Meanings

            | constant | unit | meaning |
            |---|---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (var (name, unit, meaning) in StackConstantNames.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {unit} | {meaning} |\n");
        }

        foreach (var file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var stack = JsonDocument.Parse(File.ReadAllText(file));
            Write(page, stack.RootElement);
        }

        return page.ToString();
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
            var knob = plan?.Knobs.FirstOrDefault(knob => knob.Name == name);
            var by =
                from.Length > 0 ? $"taken over from {from}"
                : knob is not null ? string.Create(CultureInfo.InvariantCulture, $"fitted, {knob.Minimum}–{knob.Maximum}")
                : plan?.Adopted.Any(knob => knob.Name == name) == true ? $"taken over from {plan.From}"
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
                    Assert.Contains(StackConstantNames.All, known => known.Name == member.Name);
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
