using System.Globalization;
using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// The settings of PyTorch's FSDP in the spellings of Accelerate (<c>fsdp_…</c>), TrainingArguments (<c>fsdp</c>, <c>fsdp_config</c>) and
/// Axolotl.
/// </summary>
internal static class FsdpFields
{
    // PyTorch's ShardingStrategy in its order: Accelerate writes the word or, in old files, its number, from 1.
    private static readonly (string Word, Sharding Sharding)[] Strategies =
    [
        ("FULL_SHARD", Sharding.FsdpFull),
        ("SHARD_GRAD_OP", Sharding.FsdpGradOp),
        ("NO_SHARD", Sharding.None),
        ("HYBRID_SHARD", Sharding.Hsdp),
        ("HYBRID_SHARD_ZERO2", Sharding.Hsdp),
    ];

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("fsdp");

    /// <summary>The words of <c>fsdp</c>: a text with blanks between them, or a list.</summary>
    public static void ReadWords(ConfigFields fields, ImportDraft draft)
    {
        string place = fields.Place("fsdp");
        foreach (string word in fields.Words("fsdp", ' ', ','))
        {
            if (
                Array.FindIndex(Strategies, strategy => strategy.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                is >= 0
                    and var known
            )
            {
                Shard(draft, Strategies[known].Sharding, place);
            }
            else if (word == "offload")
            {
                Offload(draft, place);
            }
            else if (word != "auto_wrap")
            {
                fields.Warn("fsdp", $"'{JsonInput.Short(word)}' is not known; ignored");
            }
        }
    }

    /// <summary>An object of settings, with or without the prefix <c>fsdp_</c>.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="draft">What the members become.</param>
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        ReadStrategy(fields, draft, fields.Has("fsdp_sharding_strategy") ? "fsdp_sharding_strategy" : "sharding_strategy");
        int? version = fields.Int(1, 2, "fsdp_version", "version");
        ReadReshard(fields, draft, fields.Has("fsdp_reshard_after_forward") ? "fsdp_reshard_after_forward" : "reshard_after_forward");
        if (version == 2 && !draft.Has("strategy.sharding"))
        {
            Shard(draft, Sharding.FsdpFull, fields.Place("fsdp_version"));
        }

        if (First(fields, "fsdp_offload_params", "offload_params", "cpu_offload") is { } offload)
        {
            Offload(draft, fields.Place(offload));
        }

        if (First(fields, "fsdp_activation_checkpointing", "activation_checkpointing") is { } checkpointing)
        {
            draft.Set("strategy.recompute", "full", fields.Place(checkpointing));
        }

        fields.WarnOfUnread(Reasons);
    }

    private static void ReadStrategy(ConfigFields fields, ImportDraft draft, string name)
    {
        if (!fields.Has(name))
        {
            return;
        }

        string? word =
            fields.Kind(name) == JsonValueKind.Number
                ? fields.Int(1, Strategies.Length, name)?.ToString(CultureInfo.InvariantCulture)
                : fields.Text(name) ?? "";
        if (word is null)
        {
            return;
        }

        int known = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number - 1
            : Array.FindIndex(Strategies, strategy => strategy.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (known >= 0 && known < Strategies.Length)
        {
            Shard(draft, Strategies[known].Sharding, fields.Place(name));
        }
        else
        {
            fields.Problem(
                $"{name} '{JsonInput.Short(word)}' is not known; known: {string.Join(", ", Strategies.Select(static s => s.Word))}"
            );
        }
    }

    private static void ReadReshard(ConfigFields fields, ImportDraft draft, string name)
    {
        // FSDP2 keeps only the difference of the two: whether weights are given up between forward and backward.
        if (fields.Has(name) && fields.Switch(name) is { } reshard)
        {
            Shard(draft, reshard ? Sharding.FsdpFull : Sharding.FsdpGradOp, fields.Place(name));
        }
    }

    private static void Shard(ImportDraft draft, Sharding sharding, string place) =>
        draft.Set("strategy.sharding", ScenarioNames.Shardings, sharding, place);

    private static void Offload(ImportDraft draft, string place)
    {
        draft.Set("strategy.offload.optimizer", "cpu", place);
        draft.Set("strategy.offload.parameters", "cpu", place);
    }

    private static string? First(ConfigFields fields, params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (string name in names)
        {
            if (fields.Has(name) && fields.Switch(name) == true)
            {
                found ??= name;
            }
        }

        return found;
    }
}
