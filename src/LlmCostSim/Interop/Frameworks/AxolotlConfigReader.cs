using LlmCostSim.Input;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads an Axolotl recipe: base model, adapter and quantisation, batches, sequence length and packing, optimizer, and the
/// sub-configurations of DeepSpeed and FSDP.
/// </summary>
internal static class AxolotlConfigReader
{
    // PEFT's LoraConfig, whose default holds where a recipe gives no rank.
    private const int DefaultRank = 8;

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("trainers", "axolotl");

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        draft.Set("strategy.framework", "huggingface", fields.Value.Path);
        draft.Set("stated.baseModel", fields.Text("base_model", "base_model_config"), fields.Place("base_model"));
        fields.Has("base_model_config");
        ReadAdapter(fields, draft);
        fields.Copy(draft, "workload.sequenceLength", "sequence_len", ConfigFields.Widest);
        draft.Set("stated.packing", fields.Switch("sample_packing"), fields.Place("sample_packing"));
        fields.Copy(draft, "strategy.microBatch", "micro_batch_size", ConfigFields.MostSequences);
        fields.Copy(draft, "stated.gradientAccumulationSteps", "gradient_accumulation_steps", ConfigFields.MostSequences);
        draft.Set("stated.epochs", fields.Number("num_epochs"), fields.Place("num_epochs"));
        TrainerFields.ReadSteps(fields, draft);
        PrecisionFields.Read(fields, draft);
        TrainerFields.ReadOptimizer(fields, "optimizer", draft);
        TrainerFields.ReadCheckpointing(fields, draft);
        fields.Has("gradient_checkpointing_kwargs");
        ReadAttention(fields, draft);
        ReadParallelism(fields, draft);
        fields.WarnOfUnread(Reasons);
    }

    private static void ReadAdapter(ConfigFields fields, ImportDraft draft)
    {
        bool four = fields.Switch("load_in_4bit") == true,
            eight = fields.Switch("load_in_8bit") == true;
        string? adapter = fields.Text("adapter")?.ToLowerInvariant();
        if (adapter is null)
        {
            if (four || eight)
            {
                fields.Problem("quantised weights cannot be trained; load_in_4bit and load_in_8bit need an adapter");
            }

            return;
        }

        if (adapter is not ("lora" or "qlora"))
        {
            fields.Problem($"adapter '{JsonInput.Short(adapter)}' is not read; known: lora, qlora");
            return;
        }

        PeftFields.SetKind(draft, four || (adapter == "qlora" && !eight), eight, doubleQuantization: null, fields.Place("adapter"));
        if (!fields.Has("lora_r"))
        {
            fields.Warn("lora_r", $"not given: rank {DefaultRank}, the default of PEFT");
        }

        draft.Set("strategy.adapter.rank", fields.Count("lora_r", ConfigFields.MostAdapterRank) ?? DefaultRank, fields.Place("lora_r"));
        AdapterTargetNames.Read(fields, "lora_target_modules", draft);
        if (fields.Switch("lora_target_linear") == true)
        {
            AdapterTargetNames.Set(draft, AdapterTargets.AllLinear, fields.Place("lora_target_linear"));
        }
    }

    private static void ReadAttention(ConfigFields fields, ImportDraft draft)
    {
        foreach (string name in (ReadOnlySpan<string>)["flash_attention", "sdp_attention", "xformers_attention", "flex_attention"])
        {
            if (fields.Has(name) && fields.Switch(name) == true)
            {
                draft.Set("strategy.attention", "flash", fields.Place(name));
            }
        }

        if (fields.Has("eager_attention") && fields.Switch("eager_attention") == true)
        {
            draft.Set("strategy.attention", "unfused", fields.Place("eager_attention"));
        }
    }

    private static void ReadParallelism(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(
            draft,
            "strategy.context",
            fields.Has("sequence_parallel_degree") ? "sequence_parallel_degree" : "context_parallel_size",
            ConfigFields.MostRanks
        );
        fields.Copy(draft, "strategy.tensor", "tensor_parallel_size", ConfigFields.MostRanks);
        DeepSpeedFields.Read(fields, draft);
        FsdpFields.ReadWords(fields, draft);
        if (fields.Object("fsdp_config") is { } fsdp)
        {
            // Axolotl names the version beside the object.
            if (fields.Int(1, 2, "fsdp_version") == 2)
            {
                draft.Set("strategy.sharding", "fsdp-full", fields.Place("fsdp_version"));
            }

            FsdpFields.Read(fsdp, draft);
        }
    }
}
