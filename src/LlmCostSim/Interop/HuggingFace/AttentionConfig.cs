using System.Text.Json;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The keys of the attention that the model classes share.</summary>
internal static class AttentionConfig
{
    public static AttentionSpec Read(ConfigFields fields, ConfigFamily family, ConfigDraft draft, int hidden)
    {
        int heads = ArchitectureConfig.Defaulted(
            fields,
            family.Heads,
            ConfigFields.MostParts,
            "num_attention_heads",
            "n_head",
            "n_heads",
            "num_heads"
        );
        ReadBiases(fields, family, draft);
        // Classes newer than the list have DeepSeek's keys for the same attention.
        if (family.Latent || fields.Kind("kv_lora_rank") == JsonValueKind.Number)
        {
            return ReadLatent(fields, draft, heads);
        }

        int keyValueHeads = draft.KeyValueHeads ?? ReadKeyValueHeads(fields, family, heads);
        if (heads % keyValueHeads != 0)
        {
            fields.Problem($"{keyValueHeads} key-value heads must divide the {heads} heads");
        }

        int? headDim = fields.Int(1, ConfigFields.Widest, "head_dim", "kv_channels", "attention_head_dim") ?? draft.HeadDim;
        if (headDim is null && hidden % heads != 0)
        {
            fields.Problem($"{heads} heads must divide the hidden size {hidden} where head_dim is not given");
        }

        (int window, int every) = ReadWindow(fields, family);
        return new AttentionSpec
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadDim = headDim ?? Math.Max(1, hidden / heads),
            QkvBias = draft.QkvBias,
            OutputBias = draft.OutputBias,
            QkNorm = ReadQkNorm(fields, draft.QkNorm),
            SlidingWindow = window,
            SlidingWindowEvery = every,
        };
    }

    private static int ReadKeyValueHeads(ConfigFields fields, ConfigFamily family, int heads)
    {
        int? given = fields.Int(1, ConfigFields.MostParts, "num_key_value_heads", "num_kv_heads");
        int? groups = fields.Int(1, ConfigFields.MostParts, "multi_query_group_num");
        bool? multiQuery = fields.Bool("multi_query");
        if (fields.Bool("multi_query_attention") == true)
        {
            return given ?? groups ?? 1;
        }

        return given
            ?? (
                multiQuery ?? family.MultiQuery ? 1
                : family.KeyValueHeads > 0 ? family.KeyValueHeads
                : heads
            );
    }

    private static AttentionSpec ReadLatent(ConfigFields fields, ConfigDraft draft, int heads)
    {
        int nope = fields.RequiredInt(ConfigFields.Widest, "qk_nope_head_dim");
        int rope = fields.RequiredInt(ConfigFields.Widest, "qk_rope_head_dim");
        var latent = new LatentAttentionSpec(
            fields.Int(0, ConfigFields.Widest, "q_lora_rank") ?? 0,
            fields.RequiredInt(ConfigFields.Widest, "kv_lora_rank"),
            nope,
            rope,
            ArchitectureConfig.Defaulted(fields, nope, ConfigFields.Widest, "v_head_dim")
        );
        fields.Int(1, ConfigFields.MostParts, "num_key_value_heads");
        fields.Int(1, ConfigFields.Widest, "head_dim");
        if (draft.QkvBias || draft.OutputBias)
        {
            fields.Warn("attention_bias", "ignored: biases of latent attention are not modelled");
        }

        return new AttentionSpec
        {
            Heads = heads,
            KeyValueHeads = heads,
            HeadDim = nope + rope,
            Latent = latent,
        };
    }

    private static void ReadBiases(ConfigFields fields, ConfigFamily family, ConfigDraft draft)
    {
        if (fields.Bool("use_bias") is { } all)
        {
            draft.QkvBias = draft.OutputBias = draft.FeedForwardBias = all;
        }

        if (fields.Bool("enable_bias") is { } enabled)
        {
            draft.QkvBias = draft.OutputBias = draft.FeedForwardBias = enabled;
        }

        if (fields.Bool("add_bias_linear") is { } linear)
        {
            draft.OutputBias = draft.FeedForwardBias = linear;
        }

        if (fields.Bool("attention_bias") is { } attention)
        {
            draft.QkvBias = attention;
            draft.OutputBias = attention && family.OutputBiasFollows;
        }

        draft.QkvBias = fields.Bool("use_qkv_bias") ?? fields.Bool("add_qkv_bias") ?? fields.Bool("qkv_bias") ?? draft.QkvBias;
        draft.FeedForwardBias = fields.Bool("mlp_bias") ?? draft.FeedForwardBias;
    }

    private static QkNormKind ReadQkNorm(ConfigFields fields, QkNormKind standard)
    {
        string? kind = fields.Text("qk_norm_type");
        bool? used = fields.Bool("use_qk_norm") ?? fields.Bool("qk_layernorm") ?? fields.Bool("qk_norm");
        return used switch
        {
            null => standard,
            false => QkNormKind.None,
            true => kind == "per_layer" ? QkNormKind.AllHeads
            : standard == QkNormKind.None ? QkNormKind.PerHead
            : standard,
        };
    }

    private static (int Window, int Every) ReadWindow(ConfigFields fields, ConfigFamily family)
    {
        bool named = fields.Unread.Any(static member => member.Name == "sliding_window");
        int window = fields.Int(0, int.MaxValue, "sliding_window", "window_size") ?? (named ? 0 : family.SlidingWindow);
        bool? used = fields.Bool("use_sliding_window");
        int every = fields.Int(1, ConfigFields.MostParts, "sliding_window_pattern") ?? family.SlidingWindowEvery;
        int? listed = LayerTypes(fields);
        if (window > 0 && (used == false || (used is null && family.Types.Contains("qwen2"))))
        {
            fields.Warn("sliding_window", "ignored: use_sliding_window is not set");
            return (0, 1);
        }

        every = listed ?? every;
        if (window > 0 && (every is 0 or > 2))
        {
            fields.Warn(
                "sliding_window",
                "ignored: windows in all but every few layers are not modelled, so long sequences are read as full attention and cost too much"
            );
            return (0, 1);
        }

        return (window, window > 0 ? every : 1);
    }

    // Newer files name the kind of every layer. 1: all have windows, 2: every other, the first among them, 0: another pattern.
    private static int? LayerTypes(ConfigFields fields)
    {
        if (fields.List("layer_types") is not { Count: > 0 } types)
        {
            return null;
        }

        bool all = true,
            alternating = true;
        for (int layer = 0; layer < types.Count; layer++)
        {
            bool windowed = types[layer].Kind == JsonValueKind.String && types[layer].AsText() == "sliding_attention";
            all &= windowed;
            alternating &= windowed == (layer % 2 == 0);
        }

        return all ? 1
            : alternating ? 2
            : 0;
    }
}
