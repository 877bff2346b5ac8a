using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// The <c>quantization_config</c> of a <c>config.json</c>: how the checkpoint stores its weights, which is the <c>weights</c> of an
/// inference scenario.
/// </summary>
internal static class QuantizationConfig
{
    private const string Path = "strategy.weights";

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("quantization_config");

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("quantization_config") is not { } config)
        {
            return;
        }

        string method = (config.Text("quant_method") ?? "").ToLowerInvariant();
        string? weights = method switch
        {
            "gptq" or "awq" => Integers(config, method),
            "fp8" or "fbgemm_fp8" => "fp8",
            "bitsandbytes" => BitsAndBytes(config),
            "compressed-tensors" => Compressed(config),
            _ => null,
        };
        draft.Set(Path, weights, config.Place("quant_method"));
        if (weights is null)
        {
            fields.Warn(
                "quantization_config",
                $"'{JsonInput.Short(method)}' is not known or has bits that scenarios do not know; give strategy.weights"
            );
        }

        config.WarnOfUnread(Reasons);
    }

    private static string? Integers(ConfigFields config, string method) =>
        config.Int(1, 16, "bits", "w_bit") switch
        {
            4 => method,
            8 => "int8-weight-only",
            _ => null,
        };

    private static string? BitsAndBytes(ConfigFields config)
    {
        bool four = config.Bool("load_in_4bit") == true || config.Bool("_load_in_4bit") == true;
        bool eight = config.Bool("load_in_8bit") == true || config.Bool("_load_in_8bit") == true;
        string kind = config.Text("bnb_4bit_quant_type") ?? "fp4";
        bool twice = config.Bool("bnb_4bit_use_double_quant") == true;
        if (four && kind != "nf4")
        {
            config.Warn("bnb_4bit_quant_type", "fp4 takes as many bits as nf4 and is read as it");
        }

        return four
            ? twice
                ? "nf4-dq"
                : "nf4"
            : eight
                ? "int8"
                : null;
    }

    // config_groups.*.weights and input_activations with num_bits and type.
    private static string? Compressed(ConfigFields config)
    {
        if (config.Object("config_groups") is not { } groups)
        {
            return null;
        }

        string? found = null;
        foreach ((string name, _) in groups.Unread.ToArray())
        {
            if (groups.Object(name) is not { } group || group.Object("weights") is not { } weights)
            {
                continue;
            }

            int? bits = weights.Int(1, 16, "num_bits");
            bool real = weights.IsText("type", "float");
            bool activations = group.Has("input_activations");
            found ??= (bits, real) switch
            {
                (8, true) => "fp8",
                (8, false) => activations ? "int8" : "int8-weight-only",
                (4, false) => "int4",
                _ => null,
            };
        }

        return found;
    }
}
