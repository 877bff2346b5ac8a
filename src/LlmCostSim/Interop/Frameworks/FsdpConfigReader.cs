namespace LlmCostSim.Interop;

/// <summary>
/// Reads a file of FSDP settings alone: Accelerate's <c>fsdp_…</c> fields, or the <c>fsdp_config</c> of TrainingArguments as a file of its
/// own.
/// </summary>
internal static class FsdpConfigReader
{
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        draft.Set("strategy.framework", "fsdp", fields.Value.Path);
        FsdpFields.ReadWords(fields, draft);
        if (fields.Object("fsdp_config") is { } inner)
        {
            FsdpFields.Read(inner, draft);
        }

        FsdpFields.Read(fields, draft);
    }
}
