using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The module names with which PEFT, Axolotl and LLaMA-Factory choose the matrices that carry an adapter.</summary>
internal static class AdapterTargetNames
{
    private static readonly Dictionary<string, AdapterTargets> Modules = new(StringComparer.Ordinal)
    {
        ["q_proj"] = AdapterTargets.Query,
        ["k_proj"] = AdapterTargets.Key,
        ["v_proj"] = AdapterTargets.Value,
        ["o_proj"] = AdapterTargets.Output,
        ["out_proj"] = AdapterTargets.Output,
        ["dense"] = AdapterTargets.Output,
        ["qkv_proj"] = AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
        ["query_key_value"] = AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
        ["c_attn"] = AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
        ["W_pack"] = AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
        ["Wqkv"] = AdapterTargets.Query | AdapterTargets.Key | AdapterTargets.Value,
        ["gate_proj"] = AdapterTargets.FeedForward,
        ["up_proj"] = AdapterTargets.FeedForward,
        ["down_proj"] = AdapterTargets.FeedForward,
        ["gate_up_proj"] = AdapterTargets.FeedForward,
        ["fc1"] = AdapterTargets.FeedForward,
        ["fc2"] = AdapterTargets.FeedForward,
        ["fc_in"] = AdapterTargets.FeedForward,
        ["fc_out"] = AdapterTargets.FeedForward,
        ["c_fc"] = AdapterTargets.FeedForward,
        ["w1"] = AdapterTargets.FeedForward,
        ["w2"] = AdapterTargets.FeedForward,
        ["w3"] = AdapterTargets.FeedForward,
        ["dense_h_to_4h"] = AdapterTargets.FeedForward,
        ["dense_4h_to_h"] = AdapterTargets.FeedForward,
        ["lm_head"] = AdapterTargets.Head,
    };

    /// <summary>Reads a list of module names, a text with commas between them, or <c>all</c> and <c>all-linear</c>.</summary>
    public static void Read(ConfigFields fields, string name, ImportDraft draft)
    {
        if (!fields.Has(name))
        {
            return;
        }

        List<string> words = fields.Words(name, ',');
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
