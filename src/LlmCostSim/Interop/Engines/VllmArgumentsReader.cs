using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the arguments of vLLM's server: <c>vllm serve MODEL --tensor-parallel-size 4 …</c>, the older module entry, a container's command
/// line, or a YAML file for <c>--config</c>.
/// </summary>
internal static class VllmArgumentsReader
{
    /// <summary>Options with one dash.</summary>
    public static readonly IReadOnlyDictionary<string, string> ShortNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tp"] = "tensor-parallel-size",
        ["pp"] = "pipeline-parallel-size",
        ["dp"] = "data-parallel-size",
        ["ep"] = "enable-expert-parallel",
        ["q"] = "quantization",
    };

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("vllm");

    private const string WeightsPath = "strategy.weights";

    public static void Read(CommandOptions options, ImportDraft draft)
    {
        draft.Set("kind", "inference", "$");
        draft.Set("strategy.framework", "vllm", "$");
        ReadModel(options, draft);
        ReadLayout(options, draft);
        ReadWeights(options, draft);
        ReadCache(options, draft);
        draft.Set("stated.maxModelLength", ReadLength(options), options.Place("max-model-len"));
        draft.Set("stated.mostSequences", options.Int("max-num-seqs", 1, ConfigFields.MostSequences), options.Place("max-num-seqs"));
        draft.Set(
            "stated.tokensPerPass",
            options.Int("max-num-batched-tokens", 1, ConfigFields.MostSequences),
            options.Place("max-num-batched-tokens")
        );
        draft.Set("stated.memoryShare", options.Number("gpu-memory-utilization", 0.01, 1), options.Place("gpu-memory-utilization"));
        options.WarnOfUnread(Reasons);
    }

    private static void ReadModel(CommandOptions options, ImportDraft draft)
    {
        if (options.Text("model") is { } model)
        {
            draft.Set("stated.baseModel", model, options.Place("model"));
        }
        else if (options.Subject is { } subject)
        {
            draft.Set("stated.baseModel", options.Expand(subject.Word), subject.Place);
        }
    }

    private static void ReadLayout(CommandOptions options, ImportDraft draft)
    {
        int? tensor = options.Int("tensor-parallel-size", 1, ConfigFields.MostRanks);
        int? replicas = options.Int("data-parallel-size", 1, ConfigFields.MostRanks);
        bool experts = options.Has("enable-expert-parallel");
        long ranks = (long)(tensor ?? 1) * (replicas ?? 1);
        draft.Set(
            "strategy.pipeline",
            options.Int("pipeline-parallel-size", 1, ConfigFields.MostRanks),
            options.Place("pipeline-parallel-size")
        );
        if (!experts)
        {
            draft.Set("strategy.tensor", tensor, options.Place("tensor-parallel-size"));
            draft.Set("strategy.data", replicas, options.Place("data-parallel-size"));
            return;
        }

        // Experts are divided over all ranks, and each data-parallel rank keeps requests of its own: one replica with several attention
        // replicas.
        string place = options.Place("enable-expert-parallel");
        if (ranks > ConfigFields.MostRanks)
        {
            options.Problem("data-parallel-size", $"{ranks} ranks are more than the {ConfigFields.MostRanks} that are read");
            return;
        }

        draft.Set("strategy.tensor", ranks, place);
        draft.Set("strategy.expert", ranks, place);
        draft.Set("strategy.attentionData", replicas > 1 ? replicas : null, options.Place("data-parallel-size"));
    }

    private static void ReadWeights(CommandOptions options, ImportDraft draft)
    {
        string? type = options.Text("dtype")?.ToLowerInvariant();
        string? stored = type switch
        {
            "half" or "float16" => "fp16",
            "bfloat16" => "bf16",
            "float" or "float32" => "fp32",
            null or "auto" => null,
            _ => "",
        };
        if (stored == "")
        {
            options.Problem("dtype", $"'{JsonInput.Short(type!)}' is not known; known: auto, half, float16, bfloat16, float, float32");
            return;
        }

        draft.Set(WeightsPath, stored, options.Place("dtype"));
        if (options.Text("quantization")?.ToLowerInvariant() is not { } method)
        {
            return;
        }

        string? weights = method switch
        {
            "awq" or "awq_marlin" => "awq",
            "gptq" or "gptq_marlin" or "gptq_marlin_24" => "gptq",
            "fp8" or "fbgemm_fp8" or "ptpc_fp8" => "fp8",
            "bitsandbytes" => "nf4",
            "int8" or "experts_int8" => "int8",
            "none" => "bf16",
            _ => null,
        };
        draft.Set(WeightsPath, weights, options.Place("quantization"));
        if (weights is null)
        {
            options.Warn(
                "quantization",
                $"'{JsonInput.Short(method)}' does not say how many bits a weight takes; give the checkpoint's config.json or strategy.weights"
            );
        }
    }

    private static void ReadCache(CommandOptions options, ImportDraft draft)
    {
        string? word = options.Text("kv-cache-dtype")?.ToLowerInvariant();
        string? cache = word switch
        {
            "fp8" or "fp8_e4m3" or "fp8_e5m2" or "fp8_inc" => "fp8",
            "int8" => "int8",
            "bfloat16" => "bf16",
            "float16" => "fp16",
            null or "auto" => null,
            _ => "",
        };
        if (cache == "")
        {
            options.Problem("kv-cache-dtype", $"'{JsonInput.Short(word!)}' is not known; known: auto, fp8, fp8_e4m3, fp8_e5m2, bfloat16");
            return;
        }

        draft.Set("strategy.kvCache", cache, options.Place("kv-cache-dtype"));
    }

    // vLLM takes 32k for 32,000 and 32K for 32,768.
    private static double? ReadLength(CommandOptions options)
    {
        if (options.Text("max-model-len") is not { Length: > 1 } text || !char.IsAsciiLetter(text[^1]))
        {
            return options.Int("max-model-len", 1, int.MaxValue);
        }

        double unit = text[^1] switch
        {
            'k' => 1e3,
            'K' => 1024,
            'm' => 1e6,
            'M' => 1024 * 1024,
            _ => 0,
        };
        if (
            unit > 0
            && double.TryParse(
                text[..^1],
                System.Globalization.NumberStyles.AllowDecimalPoint,
                System.Globalization.CultureInfo.InvariantCulture,
                out double value
            )
            && value is > 0 and < 1e6
        )
        {
            return Math.Floor(value * unit);
        }

        options.Problem("max-model-len", $"'{JsonInput.Short(text)}' is not a number of tokens");
        return null;
    }
}
