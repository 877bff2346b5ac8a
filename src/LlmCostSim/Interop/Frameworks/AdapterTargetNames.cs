using LlmCostSim.Facts;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The module names with which PEFT, Axolotl and LLaMA-Factory choose the matrices that carry an adapter.</summary>
internal static class AdapterTargetNames
{
    private const string File = "Interop/Data/adapter-modules.json";

    private static readonly Dictionary<string, AdapterTargets> Modules = EmbeddedData.Read(
        File,
        static facts =>
        {
            facts.Text("source");
            return facts
                .List("modules", static group => (Targets: group.Flags<AdapterTargets>("targets"), Names: group.Texts("names")))
                .SelectMany(static group => group.Names, static (group, name) => (name, group.Targets))
                .ToDictionary(static pair => pair.name, static pair => pair.Targets, StringComparer.Ordinal);
        }
    );

    /// <summary>Reads a list of module names, a text with commas or blanks between them, or <c>all</c> and <c>all-linear</c>.</summary>
    public static void Read(ConfigFields fields, string name, ImportDraft draft)
    {
        if (!fields.Has(name))
        {
            return;
        }

        List<string> words = fields.Words(name, ' ', ',');
        AdapterTargets targets = AdapterTargets.None;
        foreach (string word in words)
        {
            if (word is "all" or "all-linear")
            {
                targets |= AdapterTargets.AllLinear;
            }
            else if (Modules.TryGetValue(word[(word.LastIndexOf('.') + 1)..], out AdapterTargets known))
            {
                targets |= known;
            }
            else
            {
                fields.Warn(name, $"'{JsonInput.Short(word)}' is not a known matrix of a layer; ignored");
            }
        }

        WarnOfPart(fields, name, words, targets);
        if (targets != AdapterTargets.None)
        {
            Set(draft, targets, fields.Place(name));
        }
    }

    /// <summary>Sets <c>strategy.adapter.targets</c>.</summary>
    public static void Set(ImportDraft draft, AdapterTargets targets, string place)
    {
        string[] words = [.. ScenarioNames.WordsOf(targets).Select(ImportDraft.Quote)];
        draft.SetJson("strategy.adapter.targets", targets == AdapterTargets.AllLinear ? words[0] : $"[{string.Join(", ", words)}]", place);
    }

    // Feed-forward matrices carry adapters all or none in a scenario.
    private static void WarnOfPart(ConfigFields fields, string name, List<string> words, AdapterTargets targets)
    {
        int gated = words.Count(static w => w is "gate_proj" or "up_proj" or "down_proj");
        if (gated is 1 or 2 && targets.HasFlag(AdapterTargets.FeedForward) && !words.Contains("all-linear"))
        {
            fields.Warn(name, "some of the feed-forward matrices are named; an adapter on all of them is assumed");
        }
    }
}
