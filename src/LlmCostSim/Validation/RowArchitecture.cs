using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Validation;

/// <summary>
/// The architecture of a <c>training.csv</c> row: its own columns, and the catalogue's model of the same name for what it leaves empty.
/// </summary>
internal static class RowArchitecture
{
    public static ModelSpec Read(MeasuredRow row, ModelCatalog models)
    {
        var known = row.Text("model") is { Length: > 0 } name ? models.Find(name)?.Spec : null;
        var size = row.Integer("hidden") ?? known?.HiddenSize ?? row.Count("hidden");
        var biases = row.Text("biases").Length == 0 ? known?.FeedForwardBias ?? false : row.Yes("biases");
        var positions = Positions(row, known);
        return new ModelSpec
        {
            Id = row.Text("model") is { Length: > 0 } id ? id : row.Text("id"),
            Layers = row.Integer("layers") ?? known?.Layers ?? row.Count("layers"),
            HiddenSize = size,
            Attention = Attention(row, known?.Attention, size, biases),
            FeedForward =
                row.Text("ffn_kind").Length == 0 && known is not null
                    ? known.FeedForward
                    : row.Choice("ffn_kind", ScenarioNames.FeedForwards),
            FeedForwardSize = row.Integer("ffn") ?? known?.FeedForwardSize ?? row.Count("ffn"),
            FeedForwardBias = biases,
            Mixture = Mixture(row) ?? known?.Mixture,
            Norm =
                row.Text("norm").Length == 0
                    ? known?.Norm ?? NormKind.LayerNorm
                    : row.Choice(
                        "norm",
                        ("layernorm", NormKind.LayerNorm),
                        ("rmsnorm", NormKind.RmsNorm),
                        ("layernorm_nobias", NormKind.LayerNormNoBias),
                        ("layernorm (weight only)", NormKind.LayerNormNoBias)
                    ),
            NormPlacement = known?.NormPlacement ?? NormPlacement.Pre,
            EmbeddingNorm = known?.EmbeddingNorm ?? false,
            Positions = positions,
            PositionRows =
                positions == PositionKind.Learned ? Math.Max(known?.PositionRows ?? 0, row.Count("seq")) : known?.PositionRows ?? 0,
            Vocabulary = row.Integer("vocab") ?? known?.Vocabulary ?? row.Count("vocab"),
            TiedEmbeddings = row.Text("tied_embeddings").Length == 0 ? known?.TiedEmbeddings ?? false : row.Yes("tied_embeddings"),
            HeadBias = known?.HeadBias ?? false,
            MaxSequence = row.Count("seq"),
        };
    }

    private static AttentionSpec Attention(MeasuredRow row, AttentionSpec? known, int size, bool biases)
    {
        var heads = row.Integer("heads") ?? known?.Heads ?? row.Count("heads");
        var latent = row.Integer("kv_lora_rank") is > 0 and var rank
            ? new LatentAttentionSpec(
                row.Integer("q_lora_rank") ?? 0,
                rank,
                row.Count("qk_nope_dim"),
                row.Count("qk_rope_dim"),
                row.Count("v_head_dim")
            )
            : known?.Latent;
        return new AttentionSpec
        {
            Heads = heads,
            KeyValueHeads = row.Integer("kv_heads") ?? known?.KeyValueHeads ?? heads,
            HeadDim = latent is not null ? latent.NopeDim + latent.RopeDim : row.Integer("head_dim") ?? known?.HeadDim ?? size / heads,
            QkvBias = biases || (row.Text("biases").Length == 0 && known is { QkvBias: true }),
            OutputBias = biases,
            QkNorm = known?.QkNorm ?? QkNormKind.None,
            SlidingWindow = known?.SlidingWindow ?? 0,
            SlidingWindowEvery = known?.SlidingWindowEvery ?? 1,
            Latent = latent,
        };
    }

    private static MixtureSpec? Mixture(MeasuredRow row) =>
        row.Integer("experts") is > 1 and var experts
            ? new MixtureSpec
            {
                Experts = experts,
                ExpertsPerToken = row.Count("experts_per_token"),
                ExpertSize = row.Integer("expert_ffn") ?? row.Count("ffn"),
                SharedExpertSize = row.Integer("shared_expert_ffn") ?? 0,
                DenseLayers = row.Integer("dense_layers") ?? 0,
            }
            : null;

    private static PositionKind Positions(MeasuredRow row, ModelSpec? known) =>
        row.Text("positions").Length == 0
            ? known?.Positions ?? PositionKind.Rope
            : row.Choice(
                "positions",
                ("rope", PositionKind.Rope),
                ("alibi", PositionKind.Alibi),
                ("learned", PositionKind.Learned),
                ("t5bias", PositionKind.T5Bias),
                ("none", PositionKind.Rope)
            );
}
