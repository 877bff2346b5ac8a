using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The keys of MPT and DBRX, whose attention has an object of its own.</summary>
internal static class MptConfig
{
    public static void Read(ConfigFields fields, ConfigDraft draft)
    {
        bool bias = fields.Bool("no_bias") != true;
        draft.QkvBias = draft.OutputBias = draft.FeedForwardBias = bias;
        string norm = fields.Text("norm_type") ?? "low_precision_layernorm";
        draft.Norm =
            norm.Contains("rms", StringComparison.OrdinalIgnoreCase) ? NormKind.RmsNorm
            : bias ? NormKind.LayerNorm
            : NormKind.LayerNormNoBias;
        bool learned = fields.Bool("learned_pos_emb") ?? true;
        bool alibi = false,
            rope = false;
        if (fields.Object("attn_config") is { } attention)
        {
            alibi = attention.Bool("alibi") == true;
            rope = attention.Bool("rope") == true;
            draft.QkNorm = attention.Bool("qk_ln") == true ? QkNormKind.AllHeads : QkNormKind.None;
            string? kind = attention.Text("attn_type");
            draft.KeyValueHeads = attention.Int(1, ConfigFields.MostParts, "kv_n_heads") ?? (kind == "multiquery_attention" ? 1 : null);
            attention.WarnOfUnread(Reasons);
        }

        draft.Positions =
            alibi ? PositionKind.Alibi
            : rope ? PositionKind.Rope
            : PositionKind.Learned;
        if (draft.Positions == PositionKind.Learned && !learned)
        {
            fields.Warn("learned_pos_emb", "the model has no position encoding; it is read as rotary, which has no parameters either");
            draft.Positions = PositionKind.Rope;
        }

        if (fields.Number("expansion_ratio") is { } ratio)
        {
            int hidden = fields.Int(1, ConfigFields.Widest, "d_model", "hidden_size") ?? 1;
            double width = ratio * hidden;
            if (width is >= 1 and <= ConfigFields.Widest)
            {
                draft.FeedForwardSize = (int)Math.Round(width);
            }
            else
            {
                fields.Problem($"expansion_ratio times d_model must be between 1 and {ConfigFields.Widest}");
            }
        }
    }

    public static void ReadDbrx(ConfigFields fields, ConfigDraft draft)
    {
        if (fields.Object("attn_config") is { } attention)
        {
            draft.KeyValueHeads = attention.Int(1, ConfigFields.MostParts, "kv_n_heads");
            attention.WarnOfUnread(Reasons);
        }

        if (fields.Object("ffn_config") is { } feedForward)
        {
            int width = feedForward.RequiredInt(ConfigFields.Widest, "ffn_hidden_size");
            draft.FeedForwardSize = width;
            draft.Mixture = new MixtureSpec
            {
                Experts = feedForward.RequiredInt(ConfigFields.MostParts, "moe_num_experts"),
                ExpertsPerToken = feedForward.RequiredInt(ConfigFields.MostParts, "moe_top_k"),
                ExpertSize = width,
            };
            feedForward.WarnOfUnread(Reasons);
        }
        else
        {
            fields.Problem("'ffn_config' is missing");
        }
    }

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("mpt");
}
