using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>Adapters: PEFT's <c>adapter_config.json</c>, and TRL's flags for the same.</summary>
internal static class PeftFields
{
    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("peft");

    /// <summary>Reads an <c>adapter_config.json</c>.</summary>
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        string? kind = fields.Text("peft_type");
        if (!string.Equals(kind, "LORA", StringComparison.OrdinalIgnoreCase))
        {
            fields.Problem($"peft_type '{JsonInput.Short(kind ?? "")}' is not read; known: LORA");
        }

        draft.Set("strategy.adapter.kind", "lora", fields.Place("peft_type"));
        fields.Copy(draft, "strategy.adapter.rank", "r", ConfigFields.MostAdapterRank);
        AdapterTargetNames.Read(fields, "target_modules", draft);
        draft.Set("stated.baseModel", fields.Text("base_model_name_or_path"), fields.Place("base_model_name_or_path"));
        if (fields.Bool("use_dora") == true)
        {
            fields.Warn("use_dora", "the magnitudes of DoRA are not modelled; read as LoRA");
        }

        fields.WarnOfUnread(Reasons);
    }

    /// <summary>Reads the flags <c>use_peft</c>, <c>lora_r</c>, <c>load_in_4bit</c> of TRL's ModelConfig.</summary>
    public static void ReadTrl(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Bool("use_peft") != true)
        {
            return;
        }

        bool four = fields.Bool("load_in_4bit") == true,
            eight = fields.Bool("load_in_8bit") == true;
        SetKind(draft, four, eight, doubleQuantization: fields.Bool("use_bnb_nested_quant") ?? false, fields.Place("use_peft"));
        fields.Copy(draft, "strategy.adapter.rank", "lora_r", ConfigFields.MostAdapterRank);
        AdapterTargetNames.Read(fields, "lora_target_modules", draft);
    }

    /// <summary>Sets the kind of an adapter from how its frozen weights are loaded.</summary>
    public static void SetKind(ImportDraft draft, bool four, bool eight, bool? doubleQuantization, string place)
    {
        draft.Set("strategy.adapter.kind", four || eight ? "qlora" : "lora", place);
        if (four || eight)
        {
            draft.Set("strategy.adapter.quantization", four ? "nf4" : "int8", place);
            draft.Set("strategy.adapter.doubleQuantization", four ? doubleQuantization : false, place);
        }
    }
}
