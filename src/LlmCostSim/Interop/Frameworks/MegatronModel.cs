using System.Globalization;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// The architecture that Megatron's options describe, with Megatron's defaults (megatron/training/arguments.py): learned positions,
/// LayerNorm, biases, tied embeddings.
/// </summary>
internal static class MegatronModel
{
    private static readonly string[] Marks = ["num-layers", "hidden-size", "num-attention-heads"];

    /// <summary>Reads the model; <see langword="null"/> where the options describe none.</summary>
    public static ModelSpec? Read(CommandOptions arguments, int tensor)
    {
        if (!Marks.Any(arguments.Has))
        {
            return null;
        }

        int hidden = arguments.Required("hidden-size", ConfigFields.Widest);
        int layers = arguments.Required("num-layers", ConfigFields.MostParts);
        // A printed list and YAML have the names of Megatron's variables rather than those of its switches.
        bool gated = arguments.Has("swiglu") || arguments.Text("activation-func") == "swiglu";
        bool bias = !arguments.Has("disable-bias-linear") && !arguments.IsOff("add-bias-linear");
        arguments.Has("add-bias-linear");
        int longest =
            arguments.Int("max-position-embeddings", 1, ConfigFields.Widest) ?? arguments.Int("seq-length", 1, ConfigFields.Widest) ?? 0;
        PositionKind positions = ReadPositions(arguments);
        int width = arguments.Int("ffn-hidden-size", 1, ConfigFields.Widest) ?? DefaultWidth(hidden, gated);
        return new ModelSpec
        {
            Id = "imported",
            Layers = layers,
            HiddenSize = hidden,
            Attention = ReadAttention(arguments, hidden, bias),
            FeedForward =
                gated ? FeedForwardKind.SwiGlu
                : arguments.Has("squared-relu") ? FeedForwardKind.Relu
                : FeedForwardKind.Gelu,
            FeedForwardSize = width,
            FeedForwardBias = bias,
            Mixture = ReadMixture(arguments, layers, width),
            Norm = string.Equals(arguments.Text("normalization"), "RMSNorm", StringComparison.OrdinalIgnoreCase)
                ? NormKind.RmsNorm
                : NormKind.LayerNorm,
            EmbeddingNorm = arguments.Has("embed-layernorm"),
            Positions = positions,
            PositionRows = positions == PositionKind.Learned ? Math.Max(1, longest) : 0,
            Vocabulary = ReadVocabulary(arguments, tensor),
            TiedEmbeddings = !arguments.Has("untie-embeddings-and-output-weights"),
            MaxSequence = longest,
        };
    }

    // Megatron keeps the arithmetic of a gated block near that of 4h: two thirds of it, in multiples of 64.
    private static int DefaultWidth(int hidden, bool gated) =>
        (int)Math.Clamp(gated ? 4L * hidden * 2 / 3 / 64 * 64 : 4L * hidden, 1, ConfigFields.Widest);

    private static AttentionSpec ReadAttention(CommandOptions arguments, int hidden, bool bias)
    {
        int heads = arguments.Required("num-attention-heads", ConfigFields.MostParts);
        int groups = arguments.Int("num-query-groups", 1, ConfigFields.MostParts) ?? heads;
        int keyValueHeads = arguments.Has("group-query-attention") ? groups : heads;
        if (heads % keyValueHeads != 0)
        {
            arguments.Problem("num-query-groups", $"{keyValueHeads} must divide the {heads} heads");
        }

        int? headDim = arguments.Int("kv-channels", 1, ConfigFields.Widest);
        if (headDim is null && hidden % heads != 0)
        {
            arguments.Problem("num-attention-heads", $"{heads} must divide the hidden size {hidden} where kv-channels is not given");
        }

        bool normed = arguments.Has("qk-layernorm");
        // The second names are those of MindSpeed's fork.
        if (arguments.Has("multi-latent-attention") | arguments.Has("multi-head-latent-attention"))
        {
            int nope =
                arguments.Int("qk-head-dim", 1, ConfigFields.Widest) ?? arguments.Int("qk-nope-head-dim", 1, ConfigFields.Widest) ?? 128;
            int rope =
                arguments.Int("qk-pos-emb-head-dim", 1, ConfigFields.Widest)
                ?? arguments.Int("qk-rope-head-dim", 1, ConfigFields.Widest)
                ?? 64;
            var latent = new LatentAttentionSpec(
                arguments.Int("q-lora-rank", 1, ConfigFields.Widest) ?? 0,
                arguments.Int("kv-lora-rank", 1, ConfigFields.Widest) ?? 32,
                nope,
                rope,
                arguments.Int("v-head-dim", 1, ConfigFields.Widest) ?? 128
            );
            return new AttentionSpec
            {
                Heads = heads,
                KeyValueHeads = heads,
                HeadDim = nope + rope,
                Latent = latent,
            };
        }

        return new AttentionSpec
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadDim = headDim ?? Math.Max(1, hidden / heads),
            QkvBias = bias || arguments.Has("add-qkv-bias"),
            OutputBias = bias,
            QkNorm = normed ? QkNormKind.PerHead : QkNormKind.None,
        };
    }

    private static PositionKind ReadPositions(CommandOptions arguments)
    {
        string type =
            arguments.Text("position-embedding-type")?.ToLowerInvariant()
            ?? (arguments.Has("use-rotary-position-embeddings") ? "rope" : "learned_absolute");
        switch (type)
        {
            case "learned_absolute":
                return PositionKind.Learned;
            case "alibi":
                return PositionKind.Alibi;
            case "rope" or "yarn" or "none" or "rotary":
                return PositionKind.Rope;
            default:
                arguments.Problem(
                    "position-embedding-type",
                    $"'{Input.JsonInput.Short(type)}' is not known; known: learned_absolute, rope, yarn, alibi, none"
                );
                return PositionKind.Rope;
        }
    }

    private static MixtureSpec? ReadMixture(CommandOptions arguments, int layers, int width)
    {
        if (arguments.Int("num-experts", 1, ConfigFields.MostParts) is not { } experts)
        {
            return null;
        }

        bool deepSpeed = MegatronStrategy.IsDeepSpeed(arguments);
        if (deepSpeed && experts > 1 && (arguments.Int("expert-interval", 1, ConfigFields.MostParts) ?? 2) != 1)
        {
            arguments.Problem(
                arguments.Has("expert-interval") ? "expert-interval" : "num-experts",
                "Megatron-DeepSpeed puts experts into every second layer unless --expert-interval is 1, and only models whose every layer has experts can be read"
            );
        }

        // Defaults of Megatron-DeepSpeed's and of Megatron-Core's arguments.py.
        int perToken = arguments.Int(deepSpeed ? "topk" : "moe-router-topk", 1, ConfigFields.MostParts) ?? (deepSpeed ? 1 : 2);
        if (perToken > experts)
        {
            arguments.Problem("moe-router-topk", $"{perToken} must not exceed the {experts} experts");
        }

        int expert =
            arguments.Int("moe-ffn-hidden-size", 1, ConfigFields.Widest)
            ?? arguments.Int("moe-intermediate-size", 1, ConfigFields.Widest)
            ?? width;
        long shared = (long)expert * (arguments.Int("n-shared-experts", 1, ConfigFields.MostParts) ?? 0);
        return new MixtureSpec
        {
            Experts = experts,
            ExpertsPerToken = perToken,
            ExpertSize = expert,
            SharedExpertSize =
                arguments.Int("moe-shared-expert-intermediate-size", 1, ConfigFields.Widest) ?? (int)Math.Min(shared, ConfigFields.Widest),
            DenseLayers = DenseLayers(arguments, layers),
            RouterBias = arguments.Has("moe-router-enable-expert-bias"),
        };
    }

    // A number (1: every layer) or a pattern such as [0]*3+[1]*58.
    private static int DenseLayers(CommandOptions arguments, int layers)
    {
        int first = Math.Min(arguments.Int("first-k-dense-replace", 0, ConfigFields.MostParts) ?? 0, layers);
        if (arguments.Text("moe-layer-freq")?.Trim('\'', '(', ')') is not { } text || text == "1")
        {
            return first;
        }

        string[] parts = text.Split('+');
        int dense = parts.Length == 2 ? Repeats(parts[0], "[0]*") : 0;
        if (dense >= 0 && dense + Repeats(parts[^1], "[1]*") == layers && parts.Length <= 2)
        {
            return dense;
        }

        arguments.Problem(
            "moe-layer-freq",
            $"'{Input.JsonInput.Short(text)}': only models whose every layer has experts, but for the first ones, can be read"
        );
        return 0;
    }

    private static int Repeats(string part, string mark) =>
        part.StartsWith(mark, StringComparison.Ordinal)
        && int.TryParse(part[mark.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int times)
            ? times
            : -1;

    // Megatron pads the vocabulary to a multiple of 128 rows per tensor-parallel rank.
    private static int ReadVocabulary(CommandOptions arguments, int tensor)
    {
        if (arguments.Int("padded-vocab-size", 1, ConfigFields.Widest) is { } padded)
        {
            return padded;
        }

        int? stated = arguments.Int("vocab-size", 1, ConfigFields.Widest) ?? VocabularyOfTokenizer(arguments);
        int multiple = arguments.Int("make-vocab-size-divisible-by", 1, 1_000_000) ?? 128;
        if (stated is null)
        {
            arguments.Problem(
                "vocab-size",
                "the vocabulary is not given: it depends on the tokenizer; add --vocab-size or --padded-vocab-size to the file"
            );
            return 1;
        }

        long step = (long)multiple * tensor;
        return (int)Math.Min((stated.Value + step - 1) / step * step, int.MaxValue);
    }

    // By the tokenizer's kind, by its files (only GPT-2's has merges), or by the catalogue's model of its name.
    private static int? VocabularyOfTokenizer(CommandOptions arguments)
    {
        const int Gpt2 = 50257,
            Llama2 = 32000;
        string? type = arguments.Text("tokenizer-type");
        string? name = arguments.Text("tokenizer-model") ?? arguments.Text("tokenizer-name-or-path");
        (string Place, int? Words) found =
            type == "GPT2BPETokenizer" ? ("tokenizer-type", Gpt2)
            : type == "Llama2Tokenizer" ? ("tokenizer-type", Llama2)
            : type is null && arguments.Has("merge-file") ? ("merge-file", Gpt2)
            : type is null && arguments.Text("vocab-file")?.Contains("gpt2", StringComparison.OrdinalIgnoreCase) == true
                ? ("vocab-file", Gpt2)
            : name is null ? ("tokenizer-type", null)
            : ("tokenizer-model", BaseModelName.Find(name, ModelCatalog.Default)?.Spec.Vocabulary);
        if (found.Words is { } words)
        {
            arguments.Warn(
                found.Place,
                string.Create(CultureInfo.InvariantCulture, $"the vocabulary is not given: {words}, that of this tokenizer, is used")
            );
        }

        return found.Words;
    }
}
