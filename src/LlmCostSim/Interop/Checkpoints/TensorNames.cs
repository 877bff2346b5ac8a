namespace LlmCostSim.Interop;

/// <summary>The names that Hugging Face's LLaMA-like models have for tensors, and GGUF's names for the same.</summary>
internal static class TensorNames
{
    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens.weight"] = "token_embd.weight",
        ["lm_head.weight"] = "output.weight",
        ["lm_head.bias"] = "output.bias",
        ["model.norm.weight"] = "output_norm.weight",
        ["model.norm.bias"] = "output_norm.bias",
    };

    private static readonly Dictionary<string, string> Inside = new(StringComparer.Ordinal)
    {
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.qkv_proj"] = "attn_qkv",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.dense"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm",
        ["self_attn.k_norm"] = "attn_k_norm",
        ["self_attn.q_a_proj"] = "attn_q_a",
        ["self_attn.q_b_proj"] = "attn_q_b",
        ["self_attn.kv_a_proj_with_mqa"] = "attn_kv_a_mqa",
        ["self_attn.kv_b_proj"] = "attn_kv_b",
        ["input_layernorm"] = "attn_norm",
        ["pre_feedforward_layernorm"] = "ffn_norm",
        ["post_feedforward_layernorm"] = "post_ffw_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
        ["mlp.gate_up_proj"] = "ffn_gate_up",
        ["mlp.fc1"] = "ffn_up",
        ["mlp.fc2"] = "ffn_down",
        ["mlp.gate"] = "ffn_gate_inp",
        ["block_sparse_moe.gate"] = "ffn_gate_inp",
        ["mlp.shared_expert.up_proj"] = "ffn_up_shexp",
        ["mlp.shared_experts.up_proj"] = "ffn_up_shexp",
        ["mlp.shared_expert_gate"] = "ffn_gate_inp_shexp",
    };

    /// <summary>
    /// GGUF's name of a tensor, or <see langword="null"/> where it has none here. Experts keep their number:
    /// <c>blk.3.ffn_up_exps.7.weight</c>.
    /// </summary>
    /// <param name="name">Name in the checkpoint.</param>
    /// <param name="all">All tensors: whether a norm behind attention stands before the feed-forward block depends on the others.</param>
    public static string? ToGguf(string name, IReadOnlyDictionary<string, long[]> all)
    {
        if (Outside.TryGetValue(name, out string? outside))
        {
            return outside;
        }

        if (!name.StartsWith("model.layers.", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = name.Split('.');
        if (parts.Length < 5)
        {
            return null;
        }

        string block = $"blk.{parts[2]}.";
        string kind = parts[^1];
        string inner = string.Join('.', parts[3..^1]);
        if (inner == "post_attention_layernorm")
        {
            bool sandwich = all.ContainsKey($"model.layers.{parts[2]}.pre_feedforward_layernorm.weight");
            return $"{block}{(sandwich ? "post_attention_norm" : "ffn_norm")}.{kind}";
        }

        if (parts is [_, _, _, _, "experts", var expert, var matrix, _])
        {
            return matrix is "up_proj" or "w3" ? $"{block}ffn_up_exps.{expert}.{kind}" : null;
        }

        return inner == "mlp.gate.e_score_correction_bias" || (inner == "mlp.gate" && kind == "e_score_correction_bias")
                ? block + "exp_probs_b.bias"
            : Inside.TryGetValue(inner, out string? known) ? $"{block}{known}.{kind}"
            : null;
    }
}
