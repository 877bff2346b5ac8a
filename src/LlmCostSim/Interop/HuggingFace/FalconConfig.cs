using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>Falcon's keys, of both generations.</summary>
internal static class FalconConfig
{
    public static void Read(ConfigFields fields, ConfigDraft draft)
    {
        int? keyValueHeads = fields.Int(1, ConfigFields.MostParts, "num_kv_heads", "n_head_kv");
        bool grouped = fields.Bool("new_decoder_architecture") ?? fields.Has("n_head_kv");
        bool multiQuery = fields.Bool("multi_query") ?? true;
        bool parallel = fields.Bool("parallel_attn") ?? true;
        int norms = fields.Int(1, 2, "num_ln_in_parallel_attn") ?? 2;
        draft.KeyValueHeads =
            grouped ? keyValueHeads
            : multiQuery ? 1
            : null;
        if (!grouped && keyValueHeads is not null && multiQuery && keyValueHeads != 1)
        {
            fields.Warn(
                "num_kv_heads",
                $"ignored: {keyValueHeads} has no effect with multi_query and without new_decoder_architecture; the model has one key-value head"
            );
        }

        draft.Placement = grouped
            ? norms == 1
                ? NormPlacement.ParallelShared
                : NormPlacement.ParallelSeparate
            : parallel
                ? NormPlacement.ParallelShared
                : NormPlacement.Pre;
        draft.Positions = fields.Bool("alibi") == true ? PositionKind.Alibi : PositionKind.Rope;
        draft.QkvBias = draft.OutputBias = draft.FeedForwardBias = fields.Bool("bias") ?? false;
        if (!fields.Has("tie_word_embeddings"))
        {
            fields.Warn(
                "tie_word_embeddings",
                "not given: the head shares the embedding, the default of the class; published Falcon checkpoints of 7B and more store the head separately all the same"
            );
        }

        if (fields.Bool("apply_residual_connection_post_layernorm") == true)
        {
            fields.Warn("apply_residual_connection_post_layernorm", "ignored: the cost is that of the usual residual connection");
        }
    }
}
