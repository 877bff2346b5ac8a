using LlmCostSim.Facts;

namespace LlmCostSim.Interop;

/// <summary>The names that Hugging Face's LLaMA-like models have for tensors, and GGUF's names for the same.</summary>
internal static class TensorNames
{
    private const string File = "Interop/Data/tensor-names.json";

    private static readonly (Dictionary<string, string> Outside, Dictionary<string, string> Inside) Known = EmbeddedData.Read(
        File,
        static facts =>
        {
            facts.Text("source");
            return (ByName(facts, "outside"), ByName(facts, "inside"));
        }
    );

    /// <summary>
    /// GGUF's name of a tensor, or <see langword="null"/> where it has none here. Experts keep their number:
    /// <c>blk.3.ffn_up_exps.7.weight</c>.
    /// </summary>
    /// <param name="name">Name in the checkpoint.</param>
    /// <param name="all">All tensors: whether a norm behind attention stands before the feed-forward block depends on the others.</param>
    public static string? ToGguf(string name, IReadOnlyDictionary<string, long[]> all)
    {
        if (Known.Outside.TryGetValue(name, out string? outside))
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
            : Known.Inside.TryGetValue(inner, out string? known) ? $"{block}{known}.{kind}"
            : null;
    }

    private static Dictionary<string, string> ByName(FactReader facts, string list) =>
        facts
            .List(list, static group => (Gguf: group.Text("gguf"), Names: group.Texts("names")))
            .SelectMany(static group => group.Names, static (group, name) => (Name: name, group.Gguf))
            .ToDictionary(static pair => pair.Name, static pair => pair.Gguf, StringComparer.Ordinal);
}
