using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads a LLaMA-Factory recipe: base model, fine-tuning method, adapter and quantisation, cutoff length and packing, and the fields of
/// TrainingArguments.
/// </summary>
internal static class LlamaFactoryConfigReader
{
    // Defaults of LLaMA-Factory's finetuning_args.py and data_args.py.
    private const int DefaultRank = 8;
    private const int DefaultLength = 2048;

    private static readonly string[] Unmodelled = ["use_badam", "use_galore", "use_apollo", "use_adam_mini", "use_muon"];

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        draft.Set("strategy.framework", "huggingface", fields.Value.Path);
        draft.Set("stated.baseModel", fields.Text("model_name_or_path"), fields.Place("model_name_or_path"));
        ReadStage(fields);
        ReadMethod(fields, draft);
        if (!fields.Has("cutoff_len"))
        {
            fields.Warn("cutoff_len", $"not given: {DefaultLength}, the default of LLaMA-Factory");
        }

        draft.Set("workload.sequenceLength", fields.Count("cutoff_len", ConfigFields.Widest) ?? DefaultLength, fields.Place("cutoff_len"));
        bool? packing = fields.Switch("packing"),
            neat = fields.Switch("neat_packing");
        draft.Set("stated.packing", packing == true || neat == true ? true : packing, fields.Place("packing"));
        if (fields.Count("max_samples", int.MaxValue) is { } samples)
        {
            draft.Set("stated.mostExamples", samples, fields.Place("max_samples"));
        }

        ReadAttention(fields, draft);
        foreach (string method in Unmodelled)
        {
            if (fields.Switch(method) == true)
            {
                fields.Warn(method, "not modelled: gradients and optimizer are taken whole, which needs more memory than this method");
            }
        }

        TrainerFields.Read(fields, draft);
        if (fields.Bool("disable_gradient_checkpointing") is not true && !draft.Has("strategy.recompute"))
        {
            // LLaMA-Factory switches it on unless told otherwise.
            draft.Set("strategy.recompute", "full", fields.Place("disable_gradient_checkpointing"));
        }

        if (fields.Switch("pure_bf16") == true)
        {
            draft.Set("strategy.precision", "bf16", fields.Place("pure_bf16"));
            draft.Set("strategy.masterWeights", "none", fields.Place("pure_bf16"));
        }

        fields.WarnOfUnread(TrainerFields.Reasons);
    }

    private static void ReadStage(ConfigFields fields)
    {
        if (fields.Text("stage") is { } stage && stage is not ("sft" or "pt"))
        {
            fields.Warn(
                "stage",
                $"'{JsonInput.Short(stage)}' also runs models beside the trained one, which are not modelled; read as sft"
            );
        }
    }

    private static void ReadMethod(ConfigFields fields, ImportDraft draft)
    {
        string method = fields.Text("finetuning_type")?.ToLowerInvariant() ?? "lora";
        int? bits = fields.Count("quantization_bit", 8);
        if (method == "full")
        {
            if (bits is not null)
            {
                fields.Problem("quantised weights cannot be trained; quantization_bit needs finetuning_type lora");
            }

            return;
        }

        if (method != "lora")
        {
            fields.Problem($"finetuning_type '{JsonInput.Short(method)}' is not read; known: full, lora");
            return;
        }

        if (bits is not (null or 4 or 8))
        {
            fields.Problem($"quantization_bit {bits} is not read; known: 4, 8");
        }

        PeftFields.SetKind(draft, bits == 4, bits == 8, fields.Switch("double_quantization"), fields.Place("finetuning_type"));
        if (!fields.Has("lora_rank"))
        {
            fields.Warn("lora_rank", $"not given: {DefaultRank}, the default of LLaMA-Factory");
        }

        draft.Set(
            "strategy.adapter.rank",
            fields.Count("lora_rank", ConfigFields.MostAdapterRank) ?? DefaultRank,
            fields.Place("lora_rank")
        );
        AdapterTargetNames.Read(fields, "lora_target", draft);
    }

    private static void ReadAttention(ConfigFields fields, ImportDraft draft)
    {
        string? attention = fields.Text("flash_attn")?.ToLowerInvariant() switch
        {
            "fa2" or "fa3" or "sdpa" or "auto" => "flash",
            "disabled" => "unfused",
            _ => null,
        };
        draft.Set("strategy.attention", attention, fields.Place("flash_attn"));
    }
}
