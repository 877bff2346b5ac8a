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
        fields.WarnOfUnread(TrainerFields.Reasons);
    }
}
