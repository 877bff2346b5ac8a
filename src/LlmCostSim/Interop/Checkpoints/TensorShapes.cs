using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The shapes of a model's tensors under GGUF's names, and the architecture that they make.</summary>
internal sealed class TensorShapes
{
    private readonly IReadOnlyDictionary<string, long[]> shapes;
    private readonly int dense;
    private readonly int mixture = -1;

    public TensorShapes(IReadOnlyDictionary<string, long[]> shapes)
    {
        this.shapes = shapes;
        while (Layers < ConfigFields.MostParts && shapes.ContainsKey($"blk.{Layers}.attn_norm.weight"))
        {
            bool routed = shapes.ContainsKey($"blk.{Layers}.ffn_gate_inp.weight");
            mixture = routed && mixture < 0 ? Layers : mixture;
            dense += mixture < 0 ? 1 : 0;
            Layers++;
        }
    }

    /// <summary>Layers that have a norm before attention.</summary>
    public int Layers { get; }

    /// <summary>Rows and width of the embedding.</summary>
    public (int Vocabulary, int Hidden)? Embedding =>
        shapes.TryGetValue("token_embd.weight", out long[]? shape)
        && shape is [> 0 and <= ConfigFields.Widest and var rows, > 0 and <= ConfigFields.Widest and var hidden]
            ? ((int)rows, (int)hidden)
            : null;

    public bool IsMixture => mixture >= 0;

    public bool IsLatent => Has("attn_kv_a_mqa.weight");

    public long QueryRows =>
        Fused
            ? Math.Max(0, Rows("attn_qkv.weight") - (2 * KeyRows))
            : Rows(IsLatent && Has("attn_q_b.weight") ? "attn_q_b.weight" : "attn_q.weight");

    public long KeyRows => Fused ? (Rows("attn_qkv.weight") - Columns("attn_output.weight")) / 2 : Rows("attn_k.weight");

    /// <summary>Length of the norm of the queries; 0: none.</summary>
    public long QueryNorm => Rows("attn_q_norm.weight");

    private bool Fused => Has("attn_qkv.weight");

    private long FeedForward => Has("ffn_gate_up.weight") ? Rows("ffn_gate_up.weight") / 2 : Rows("ffn_up.weight");

    /// <summary>Whether a known model has these shapes.</summary>
    public bool Match(ModelSpec spec) =>
        spec.EncoderLayers == 0
        && spec.Layers == Layers
        && Embedding is { } embedding
        && spec.Vocabulary == embedding.Vocabulary
        && spec.HiddenSize == embedding.Hidden
        && (spec.Mixture is not null) == IsMixture
        && (spec.Attention.Latent is not null) == IsLatent
        && (
            spec.Attention.Latent is not null
            || (
                (long)spec.Attention.Heads * spec.Attention.HeadDim == QueryRows
                && (long)spec.Attention.KeyValueHeads * spec.Attention.HeadDim == KeyRows
            )
        )
        && (spec.Mixture is { } experts ? experts.ExpertSize == ExpertRows() : spec.FeedForwardSize == FeedForward);

    /// <summary>The architecture; <see langword="null"/> (noted) where shapes and heads do not make one.</summary>
    public ModelSpec? Build(string id, KnownHeads known, ImportDraft draft)
    {
        if (Embedding is not { } embedding)
        {
            return null;
        }

        bool gated = Has("ffn_gate.weight") || Has("ffn_gate_up.weight") || IsMixture;
        long width = FeedForward > 0 ? FeedForward : ExpertRows();
        MixtureSpec? experts = IsMixture ? ReadMixture(known, draft) : null;
        if (width is <= 0 or > ConfigFields.Widest || known.Heads % known.KeyValueHeads != 0 || (IsMixture && experts is null))
        {
            draft.Warnings.Add(
                "tensors",
                "the shapes do not make an architecture that scenarios have; give the config.json beside the file"
            );
            return null;
        }

        bool parallel = !Has("ffn_norm.weight") && !Has("post_attention_norm.weight");
        return new ModelSpec
        {
            Id = id,
            Layers = known.Layers is { } stated && stated <= Layers ? stated : Layers,
            HiddenSize = embedding.Hidden,
            Attention = ReadAttention(known),
            FeedForward = gated ? FeedForwardKind.SwiGlu : FeedForwardKind.Gelu,
            FeedForwardSize = (int)width,
            FeedForwardBias = Has("ffn_up.bias"),
            Mixture = experts,
            Norm = Has("attn_norm.bias") ? NormKind.LayerNorm : NormKind.RmsNorm,
            NormPlacement =
                Has("post_ffw_norm.weight") ? NormPlacement.Sandwich
                : parallel ? NormPlacement.ParallelShared
                : NormPlacement.Pre,
            Positions = shapes.ContainsKey("position_embd.weight") ? PositionKind.Learned : PositionKind.Rope,
            PositionRows =
                shapes.TryGetValue("position_embd.weight", out long[]? table) && table.Length > 0
                    ? (int)Math.Clamp(table[0], 1, ConfigFields.Widest)
                    : 0,
            Vocabulary = embedding.Vocabulary,
            TiedEmbeddings = !shapes.ContainsKey("output.weight"),
            HeadBias = shapes.ContainsKey("output.bias"),
            MaxSequence = known.MaxSequence,
        };
    }

    private AttentionSpec ReadAttention(KnownHeads known) =>
        known.Latent is { } latent
            ? new AttentionSpec
            {
                Heads = known.Heads,
                KeyValueHeads = known.Heads,
                HeadDim = latent.NopeDim + latent.RopeDim,
                Latent = latent,
            }
            : new AttentionSpec
            {
                Heads = known.Heads,
                KeyValueHeads = known.KeyValueHeads,
                HeadDim = known.HeadDim,
                QkvBias = Has("attn_q.bias") || Has("attn_qkv.bias"),
                OutputBias = Has("attn_output.bias"),
                QkNorm =
                    QueryNorm == 0 ? QkNormKind.None
                    : QueryNorm == known.HeadDim && known.Heads > 1 ? QkNormKind.PerHead
                    : QkNormKind.AllHeads,
                SlidingWindow = known.SlidingWindow,
            };

    private MixtureSpec? ReadMixture(KnownHeads known, ImportDraft draft)
    {
        long experts = shapes.TryGetValue($"blk.{mixture}.ffn_gate_inp.weight", out long[]? router) && router.Length > 0 ? router[0] : 0;
        long width = ExpertRows();
        long shared = shapes.TryGetValue($"blk.{mixture}.ffn_up_shexp.weight", out long[]? common) && common.Length > 0 ? common[0] : 0;
        if (
            experts is <= 0 or > ConfigFields.MostParts
            || width is <= 0 or > ConfigFields.Widest
            || shared > ConfigFields.Widest
            || known.ExpertsPerToken <= 0
            || known.ExpertsPerToken > experts
        )
        {
            draft.Warnings.Add("tensors", "the experts cannot be read off the header");
            return null;
        }

        return new MixtureSpec
        {
            Experts = (int)experts,
            ExpertsPerToken = known.ExpertsPerToken,
            ExpertSize = (int)width,
            SharedExpertSize = (int)shared,
            DenseLayers = dense,
            RouterBias = shapes.ContainsKey($"blk.{mixture}.exp_probs_b.bias"),
            SharedExpertGate = shapes.ContainsKey($"blk.{mixture}.ffn_gate_inp_shexp.weight"),
        };
    }

    // All experts in one tensor (experts, width, hidden), or each in its own.
    private long ExpertRows() =>
        shapes.TryGetValue($"blk.{mixture}.ffn_up_exps.weight", out long[]? all) && all.Length == 3 ? all[1]
        : shapes.TryGetValue($"blk.{mixture}.ffn_up_exps.0.weight", out long[]? one) && one.Length == 2 ? one[0]
        : 0;

    private bool Has(string name) => shapes.ContainsKey($"blk.0.{name}");

    private long Rows(string name) => shapes.TryGetValue($"blk.0.{name}", out long[]? shape) && shape.Length > 0 ? shape[0] : 0;

    private long Columns(string name) => shapes.TryGetValue($"blk.0.{name}", out long[]? shape) && shape.Length > 1 ? shape[1] : 0;
}
