using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The keys of mixtures of experts, which every model class spells in its own way.</summary>
internal static class MixtureConfig
{
    // Every how many layers there are experts, by the names of DeepSeek, Qwen, Llama 4, Jamba, Arctic and ERNIE.
    private static readonly string[] Steps =
    [
        "moe_layer_freq",
        "decoder_sparse_step",
        "interleave_moe_layer_step",
        "expert_layer_period",
        "moe_layer_frequency",
        "moe_layer_interval",
    ];

    /// <summary>Reads the mixture.</summary>
    /// <returns>The mixture, or <see langword="null"/> for a dense model.</returns>
    public static MixtureSpec? Read(ConfigFields fields, ConfigFamily family, int layers, int hidden, int denseWidth)
    {
        int? experts = fields.Int(0, ConfigFields.MostParts, "num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts");
        int? perToken = fields.Int(
            1,
            ConfigFields.MostParts,
            "num_experts_per_tok",
            "moe_top_k",
            "moe_topk",
            "num_experts_per_token",
            "experts_per_token",
            "moe_k"
        );
        if (experts is null or 0 || perToken is null)
        {
            if (family.Mixture || experts is > 0 || perToken is not null)
            {
                fields.Problem(
                    "a mixture of experts needs the number of experts (num_local_experts, n_routed_experts or num_experts) and num_experts_per_tok"
                );
            }

            return null;
        }

        int width =
            fields.Int(1, ConfigFields.Widest, "moe_intermediate_size", "expert_intermediate_size", "expert_ffn_hidden_size") ?? denseWidth;
        if (perToken > experts)
        {
            fields.Problem($"num_experts_per_tok {perToken} must not exceed the {experts} experts");
        }

        long sharedTotal = SharedWidth(fields, family, hidden, width);
        if (sharedTotal > ConfigFields.Widest)
        {
            fields.Problem($"the shared experts are {sharedTotal} wide together; at most {ConfigFields.Widest} is read");
        }

        return new MixtureSpec
        {
            Experts = experts.Value,
            ExpertsPerToken = perToken.Value,
            ExpertSize = width,
            SharedExpertSize = (int)Math.Min(sharedTotal, ConfigFields.Widest),
            DenseLayers = DenseLayers(fields, layers),
            RouterBias = HasRouterBias(fields, family),
            SharedExpertGate = family.SharedExpertGate && sharedTotal > 0,
        };
    }

    private static long SharedWidth(ConfigFields fields, ConfigFamily family, int hidden, int width)
    {
        int? shared = fields.Int(0, ConfigFields.MostParts, "n_shared_experts", "num_shared_experts", "moe_num_shared_experts");
        int? stated = fields.Int(0, ConfigFields.Widest, "shared_expert_intermediate_size", "shared_intermediate_size");
        return stated is > 0 ? stated.Value
            : shared is { } number ? (long)number * width
            : family.SharedExpert switch
            {
                UnnamedExpert.LikeRouted => width,
                UnnamedExpert.LikeHidden => hidden,
                _ => 0,
            };
    }

    // DeepSeek-V3's correction bias is a parameter of the auxiliary-loss-free router (topk_method noaux_tc).
    private static bool HasRouterBias(ConfigFields fields, ConfigFamily family)
    {
        string? method = fields.Text("topk_method");
        return fields.Bool("use_routing_bias") ?? (family.RouterBias || method == "noaux_tc");
    }

    private static int DenseLayers(ConfigFields fields, int layers)
    {
        int first = fields.Int(0, ConfigFields.MostParts, "first_k_dense_replace", "num_dense_layers", "moe_layer_start_index") ?? 0;
        foreach (string step in Steps)
        {
            if (fields.Kind(step) == System.Text.Json.JsonValueKind.Array)
            {
                first = Math.Max(first, Listed(fields, step, layers));
            }
            else if (fields.Int(0, ConfigFields.MostParts, step) is { } every and not 1)
            {
                fields.Problem(step, $"{every}: only models whose every layer has experts, but for the first ones, can be read");
            }
        }

        if (fields.List("mlp_only_layers") is { Count: > 0 } dense)
        {
            for (int index = 0; index < dense.Count; index++)
            {
                if (dense[index].AsLong(0, ConfigFields.MostParts) is { } layer && layer != index)
                {
                    dense[index].Problem("only leading layers can be dense");
                    return first;
                }
            }

            first = Math.Max(first, dense.Count);
        }

        if (first > layers)
        {
            fields.Problem($"{first} dense layers must not exceed the {layers} layers");
        }

        return Math.Min(first, layers);
    }

    // One number per layer, 1 where it has experts.
    private static int Listed(ConfigFields fields, string name, int layers)
    {
        IReadOnlyList<JsonInput> flags = fields.List(name) ?? [];
        int dense = 0;
        for (int layer = 0; layer < Math.Min(flags.Count, layers); layer++)
        {
            if (flags[layer].AsLong(0, 1) is not 0)
            {
                continue;
            }

            if (layer != dense)
            {
                flags[layer].Problem("only leading layers can be dense");
                return dense;
            }

            dense++;
        }

        return dense;
    }
}
