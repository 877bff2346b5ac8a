using System.Globalization;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The keys of a configuration that the model classes share.</summary>
internal static class ArchitectureConfig
{
    /// <summary>More parameters than any model by far, yet small enough that counts stay exact.</summary>
    private const double MostParameters = 1e15;

    public static ModelSpec Read(ConfigFields fields, ConfigFamily family, ConfigDraft draft, string id)
    {
        int hidden = fields.RequiredInt(ConfigFields.Widest, "hidden_size", "n_embd", "d_model", "n_embed");
        int layers = draft.Layers ?? fields.RequiredInt(ConfigFields.MostParts, "num_hidden_layers", "n_layer", "n_layers", "num_layers");
        AttentionSpec attention = AttentionConfig.Read(fields, family, draft, hidden);
        int width = ReadWidth(fields, family, draft, hidden);
        MixtureSpec? mixture = draft.Mixture ?? MixtureConfig.Read(fields, family, layers, hidden, width);
        int longest =
            fields.Int(
                1,
                int.MaxValue,
                "max_position_embeddings",
                "n_positions",
                "max_seq_len",
                "model_max_length",
                "seq_length",
                "n_ctx",
                "max_sequence_length"
            ) ?? family.MaxSequence;
        var spec = new ModelSpec
        {
            Id = id,
            Layers = layers,
            EncoderLayers = draft.EncoderLayers,
            HiddenSize = hidden,
            Attention = attention,
            FeedForward = ReadKind(fields, family, draft),
            FeedForwardSize = width,
            FeedForwardBias = draft.FeedForwardBias,
            Mixture = mixture,
            Norm = draft.Norm,
            NormPlacement = ReadPlacement(fields, draft),
            EmbeddingNorm = family.EmbeddingNorm,
            Positions = draft.Positions,
            PositionRows = PositionRows(fields, family, draft, longest),
            Vocabulary = fields.Has("padded_vocab_size")
                ? fields.RequiredInt(ConfigFields.Widest, "padded_vocab_size", "vocab_size")
                : Defaulted(fields, family.Vocabulary, ConfigFields.Widest, "vocab_size"),
            TiedEmbeddings = ReadTied(fields, family),
            HeadBias = fields.Bool("lm_head_bias") ?? family.HeadBias,
            MaxSequence = longest,
        };
        Check(fields, spec);
        return spec;
    }

    /// <summary>A number that most files give, and of which some model classes leave out their class's default.</summary>
    public static int Defaulted(ConfigFields fields, int standard, int max, params ReadOnlySpan<string> names)
    {
        if (standard == 0)
        {
            return fields.RequiredInt(max, names);
        }

        if (fields.Int(1, max, names) is { } given)
        {
            return given;
        }

        fields.Warn(names[0], string.Create(CultureInfo.InvariantCulture, $"not given: {standard}, the default of its class"));
        return standard;
    }

    private static int ReadWidth(ConfigFields fields, ConfigFamily family, ConfigDraft draft, int hidden)
    {
        int? given =
            draft.FeedForwardSize
            ?? fields.Int(1, ConfigFields.Widest, "intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner", "d_ff");
        if (given is { } width)
        {
            return family.WidthOfBothHalves ? Math.Max(1, width / 2) : width;
        }

        if (draft.Gated)
        {
            return fields.RequiredInt(ConfigFields.Widest, "intermediate_size", "ffn_hidden_size", "d_ff");
        }

        // Falcon, GPT-2, GPT-J and BLOOM leave it out: four times the hidden size is their default.
        if (hidden > ConfigFields.Widest / 4)
        {
            fields.Problem($"hidden size {hidden} is too large");
            return hidden;
        }

        return 4 * hidden;
    }

    private static FeedForwardKind ReadKind(ConfigFields fields, ConfigFamily family, ConfigDraft draft)
    {
        string activation = (
            fields.Text("hidden_act", "activation_function", "hidden_activation", "activation", "dense_act_fn") ?? draft.Activation
        ).ToLowerInvariant();
        bool gelu = activation.Contains("gelu", StringComparison.Ordinal);
        bool known = gelu || activation is "silu" or "swish" or "swiglu" or "relu" or "relu2";
        if (!known)
        {
            fields.Warn(
                "hidden_act",
                $"'{Input.JsonInput.Short(activation)}' is not known; read as an elementwise activation of the usual cost"
            );
        }

        // Squared and plain rectifiers and GPT-2's GELU are the activations of blocks without a gate.
        bool ungated = activation is "relu" or "relu2" or "gelu_new";
        if (family.Types.Count == 0 && ungated)
        {
            fields.Warn("hidden_act", $"'{activation}': the feed-forward block is read as one without a gate");
        }

        return draft.Gated && !(family.Types.Count == 0 && ungated)
            ? gelu
                ? FeedForwardKind.GeGlu
                : FeedForwardKind.SwiGlu
            : activation.StartsWith("relu", StringComparison.Ordinal)
                ? FeedForwardKind.Relu
                : FeedForwardKind.Gelu;
    }

    private static NormPlacement ReadPlacement(ConfigFields fields, ConfigDraft draft)
    {
        bool? parallel = fields.Bool("use_parallel_residual");
        if (fields.Bool("do_layer_norm_before") == false)
        {
            fields.Warn("do_layer_norm_before", "norms behind the blocks are read as norms before them: as many, at the same cost");
        }

        return parallel == false ? NormPlacement.Pre
            : parallel == true && draft.Placement == NormPlacement.Pre ? NormPlacement.ParallelSeparate
            : draft.Placement;
    }

    private static int PositionRows(ConfigFields fields, ConfigFamily family, ConfigDraft draft, int longest)
    {
        switch (draft.Positions)
        {
            case PositionKind.T5Bias:
                return draft.BiasBuckets;
            case PositionKind.Learned when longest == 0:
                fields.Problem("the longest sequence is missing (max_position_embeddings or n_positions); learned positions need it");
                return 1;
            case PositionKind.Learned:
                return longest > ConfigFields.Widest ? ConfigFields.Widest : longest + family.PositionOffset;
            default:
                return 0;
        }
    }

    private static bool ReadTied(ConfigFields fields, ConfigFamily family)
    {
        if (fields.Bool("tie_word_embeddings") is { } tied)
        {
            return tied;
        }

        if (family.Types.Count == 0)
        {
            fields.Warn("tie_word_embeddings", "not given: the head is taken as stored separately");
        }

        return family.Tied;
    }

    private static void Check(ConfigFields fields, ModelSpec spec)
    {
        if (fields.Int(1, ConfigFields.Widest, "word_embed_proj_dim") is { } projected && projected != spec.HiddenSize)
        {
            fields.Problem(
                $"word_embed_proj_dim {projected} differs from the hidden size {spec.HiddenSize}: projected embeddings cannot be read"
            );
        }

        MixtureSpec? mixture = spec.Mixture;
        double matrices = spec.Gated ? 3 : 2;
        double width = mixture is null
            ? spec.FeedForwardSize
            : ((double)mixture.Experts * mixture.ExpertSize) + mixture.SharedExpertSize + spec.FeedForwardSize;
        double attention = 4.0 * spec.Attention.Heads * Math.Max(spec.Attention.HeadDim, spec.Attention.ValueDim);
        double parameters =
            ((double)spec.Layers + spec.EncoderLayers) * spec.HiddenSize * ((matrices * width) + attention)
            + (2.0 * spec.Vocabulary * spec.HiddenSize);
        if (parameters > MostParameters)
        {
            fields.Problem($"the sizes make a model of some {parameters:E1} parameters; at most {MostParameters:E0} are read");
        }
    }
}
