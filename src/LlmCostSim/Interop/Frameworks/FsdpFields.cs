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
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["fsdp_auto_wrap_policy"] = "layers are wrapped one by one",
        ["auto_wrap_policy"] = "layers are wrapped one by one",
        ["fsdp_transformer_layer_cls_to_wrap"] = "layers are wrapped one by one",
        ["transformer_layer_cls_to_wrap"] = "layers are wrapped one by one",
        ["fsdp_min_num_params"] = "layers are wrapped one by one",
        ["min_num_params"] = "layers are wrapped one by one",
        ["fsdp_state_dict_type"] = "how checkpoints are written does not change a step",
        ["state_dict_type"] = "how checkpoints are written does not change a step",
        ["fsdp_backward_prefetch"] = "what hides communication is a matter of the software stack",
        ["fsdp_backward_prefetch_policy"] = "what hides communication is a matter of the software stack",
        ["backward_prefetch"] = "what hides communication is a matter of the software stack",
        ["fsdp_forward_prefetch"] = "what hides communication is a matter of the software stack",
        ["forward_prefetch"] = "what hides communication is a matter of the software stack",
        ["fsdp_use_orig_params"] = "it does not change the cost",
        ["use_orig_params"] = "it does not change the cost",
        ["fsdp_sync_module_states"] = "it matters at the start only",
        ["sync_module_states"] = "it matters at the start only",
        ["fsdp_cpu_ram_efficient_loading"] = "it matters at the start only",
        ["cpu_ram_efficient_loading"] = "it matters at the start only",
        ["limit_all_gathers"] = "the software stack's memory assumes it",
        ["xla"] = "TPUs are not modelled",
    };

    /// <summary>The words of <c>fsdp</c>: a text with blanks between them, or a list.</summary>
    public static void ReadWords(ConfigFields fields, ImportDraft draft)
    {
        string place = fields.Place("fsdp");
        foreach (string word in fields.Words("fsdp", ' ', ','))
        {
            switch (word)
            {
                case "full_shard":
                    Shard(draft, Sharding.FsdpFull, place);
                    break;
                case "shard_grad_op":
                    Shard(draft, Sharding.FsdpGradOp, place);
                    break;
                case "hybrid_shard" or "hybrid_shard_zero2":
                    Shard(draft, Sharding.Hsdp, place);
                    break;
                case "no_shard":
                    Shard(draft, Sharding.None, place);
                    break;
                case "offload":
                    Offload(draft, place);
                    break;
                case "auto_wrap":
                    break;
                default:
                    fields.Warn("fsdp", $"'{JsonInput.Short(word)}' is not known; ignored");
                    break;
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

        // Accelerate writes PyTorch's enumeration as a word or, in old files, as its number.
        string word =
            fields.Kind(name) == JsonValueKind.Number
                ? fields.Int(1, 5, name) switch
                {
                    1 => "FULL_SHARD",
                    2 => "SHARD_GRAD_OP",
                    3 => "NO_SHARD",
                    4 => "HYBRID_SHARD",
                    _ => "HYBRID_SHARD_ZERO2",
                }
                : fields.Text(name) ?? "";
        Sharding? sharding = word.ToUpperInvariant() switch
        {
            "FULL_SHARD" or "1" => Sharding.FsdpFull,
            "SHARD_GRAD_OP" or "2" => Sharding.FsdpGradOp,
            "NO_SHARD" or "3" => Sharding.None,
            "HYBRID_SHARD" or "HYBRID_SHARD_ZERO2" or "4" or "5" => Sharding.Hsdp,
            _ => null,
        };
        if (sharding is { } known)
        {
            Shard(draft, known, fields.Place(name));
        }
        else
        {
            fields.Problem(
                $"{name} '{JsonInput.Short(word)}' is not known; known: FULL_SHARD, SHARD_GRAD_OP, NO_SHARD, HYBRID_SHARD, HYBRID_SHARD_ZERO2"
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
