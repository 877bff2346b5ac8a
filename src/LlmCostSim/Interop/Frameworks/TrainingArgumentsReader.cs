namespace LlmCostSim.Interop;

/// <summary>
/// Reads Hugging Face's TrainingArguments, as <c>to_json_string</c> writes them or as TRL's scripts take them from YAML (SFTConfig).
/// </summary>
internal static class TrainingArgumentsReader
{
    private static readonly string[] Lengths = ["max_seq_length", "max_length", "model_max_length"];

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        draft.Set("strategy.framework", "huggingface", fields.Value.Path);
        TrainerFields.Read(fields, draft);
        // TRL's names by version, and that of the scripts that trained Alpaca and Vicuna.
        fields.Copy(draft, "workload.sequenceLength", Lengths.FirstOrDefault(fields.Has) ?? Lengths[0], ConfigFields.Widest);
        draft.Set("stated.packing", fields.Switch("packing"), fields.Place("packing"));
        draft.Set("stated.baseModel", fields.Text("model_name_or_path"), fields.Place("model_name_or_path"));
        PeftFields.ReadTrl(fields, draft);
        ReadAttention(fields, draft);
        fields.WarnOfUnread(TrainerFields.Reasons);
    }

    // TRL's ModelConfig passes on what from_pretrained takes.
    private static void ReadAttention(ConfigFields fields, ImportDraft draft)
    {
        string? attention = fields.Text("attn_implementation")?.ToLowerInvariant() switch
        {
            "flash_attention_2" or "flash_attention_3" or "sdpa" or "flex_attention" => "flash",
            "eager" => "unfused",
            _ => null,
        };
        draft.Set("strategy.attention", attention, fields.Place("attn_implementation"));
    }
}
