namespace LlmCostSim.Interop;

/// <summary>The keys of T5 and its relatives.</summary>
internal static class EncoderDecoderConfig
{
    public static void Read(ConfigFields fields, ConfigDraft draft)
    {
        int encoder = fields.RequiredInt(ConfigFields.MostParts, "num_layers", "num_hidden_layers");
        draft.EncoderLayers = encoder;
        draft.Layers = fields.Int(1, ConfigFields.MostParts, "num_decoder_layers") ?? encoder;
        draft.HeadDim = fields.Int(1, ConfigFields.Widest, "d_kv");
        draft.BiasBuckets = fields.Int(1, ConfigFields.MostParts, "relative_attention_num_buckets") ?? 32;
        string projection = fields.Text("feed_forward_proj") ?? "relu";
        draft.Gated = fields.Bool("is_gated_act") ?? projection.StartsWith("gated-", StringComparison.Ordinal);
        draft.Activation = fields.Text("dense_act_fn") ?? projection[(projection.LastIndexOf('-') + 1)..];
        fields.Int(1, int.MaxValue, "relative_attention_max_distance");
    }
}
