using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>The keys of mixtures of experts, which every model class spells in its own way.</summary>
internal static class MixtureConfig
{
    /// <summary>Reads the mixture.</summary>
    /// <returns>The mixture, or <see langword="null"/> for a dense model.</returns>
    public static MixtureSpec? Read(ConfigFields fields, ConfigFamily family, int layers, int denseWidth)
    {
        int? experts = fields.Int(0, ConfigFields.MostParts, "num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts");
        int? perToken = fields.Int(1, ConfigFields.MostParts, "num_experts_per_tok", "moe_top_k", "num_experts_per_token", "moe_k");
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

        int width = fields.Int(1, ConfigFields.Widest, "moe_intermediate_size", "expert_intermediate_size") ?? denseWidth;
        if (perToken > experts)
        {
            fields.Problem($"num_experts_per_tok {perToken} must not exceed the {experts} experts");
        }

        int shared = fields.Int(0, ConfigFields.MostParts, "n_shared_experts", "num_shared_experts") ?? 0;
        int sharedWidth = fields.Int(0, ConfigFields.Widest, "shared_expert_intermediate_size", "shared_intermediate_size") ?? 0;
        long sharedTotal = sharedWidth > 0 ? sharedWidth : (long)shared * width;
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

    // DeepSeek-V3's correction bias is a parameter of the auxiliary-loss-free router (topk_method noaux_tc).
    private static bool HasRouterBias(ConfigFields fields, ConfigFamily family)
    {
        string? method = fields.Text("topk_method");
        return fields.Bool("use_routing_bias") ?? (family.RouterBias || method == "noaux_tc");
    }

    private static int DenseLayers(ConfigFields fields, int layers)
    {
        int first = fields.Int(0, ConfigFields.MostParts, "first_k_dense_replace") ?? 0;
        foreach (string step in (ReadOnlySpan<string>)["moe_layer_freq", "decoder_sparse_step"])
        {
            if (fields.Int(0, ConfigFields.MostParts, step) is { } every and not 1)
            {
                fields.Problem($"{step} {every}: only models whose every layer has experts, but for the first ones, can be read");
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
}
