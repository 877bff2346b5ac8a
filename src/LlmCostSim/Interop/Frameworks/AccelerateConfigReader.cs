using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the YAML that <c>accelerate config</c> writes: processes and machines, precision, and the sub-configurations of DeepSpeed, FSDP
/// and Megatron-LM.
/// </summary>
internal static class AccelerateConfigReader
{
    private static readonly (string Name, OffloadTarget? Value)[] Devices =
    [
        ("none", null),
        ("cpu", OffloadTarget.Cpu),
        ("nvme", OffloadTarget.Nvme),
    ];

    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("accelerate");

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "stated.processes", "num_processes", ConfigFields.MostRanks);
        fields.Copy(draft, "stated.nodes", "num_machines", ConfigFields.MostRanks);
        string kind = (fields.Text("distributed_type") ?? "NO").ToUpperInvariant();
        draft.Set(
            "strategy.framework",
            kind switch
            {
                "DEEPSPEED" => "deepspeed",
                "FSDP" => "fsdp",
                "MEGATRON_LM" => "megatron",
                _ => "huggingface",
            },
            fields.Place("distributed_type")
        );
        if (kind is not ("NO" or "DEEPSPEED" or "FSDP" or "MEGATRON_LM" or "MULTI_GPU"))
        {
            fields.Warn("distributed_type", $"'{JsonInput.Short(kind)}' is not modelled; read as data parallelism");
        }

        ReadPrecision(fields, draft);
        if (fields.Object("deepspeed_config") is { } deepspeed)
        {
            ReadDeepSpeed(deepspeed, draft);
        }

        if (fields.Object("fsdp_config") is { } fsdp)
        {
            FsdpFields.Read(fsdp, draft);
        }

        if (fields.Object("megatron_lm_config") is { } megatron)
        {
            ReadMegatron(megatron, draft);
        }

        if (fields.Object("parallelism_config") is { } parallelism)
        {
            ReadParallelism(parallelism, draft);
        }

        fields.WarnOfUnread(Reasons);
    }

    private static void ReadPrecision(ConfigFields fields, ImportDraft draft)
    {
        // YAML reads the unquoted word "no" as false.
        string? word = fields.Kind("mixed_precision") == System.Text.Json.JsonValueKind.False ? "no" : fields.Text("mixed_precision");
        string? precision = word?.ToLowerInvariant() switch
        {
            "bf16" => "bf16",
            "fp16" => "fp16",
            "fp8" => "fp8",
            "no" => "fp32",
            _ => null,
        };
        draft.Set("strategy.precision", precision, fields.Place("mixed_precision"));
        if (word is not null && precision is null)
        {
            fields.Problem($"mixed_precision '{JsonInput.Short(word)}' is not known; known: no, fp16, bf16, fp8");
        }
    }

    private static void ReadDeepSpeed(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "stated.gradientAccumulationSteps", "gradient_accumulation_steps", ConfigFields.MostSequences);
        draft.Set(
            "strategy.sharding",
            ScenarioNames.Shardings,
            fields.Count("zero_stage", 3, 0) is { } stage ? (Sharding)stage : null,
            fields.Place("zero_stage")
        );
        Offload(fields, draft, "offload_optimizer_device", "optimizer");
        Offload(fields, draft, "offload_param_device", "parameters");
        if (fields.Has("deepspeed_config_file"))
        {
            DeepSpeedFields.ReadPath(fields, "deepspeed_config_file", draft);
        }

        fields.WarnOfUnread(Reasons);
    }

    private static void Offload(ConfigFields fields, ImportDraft draft, string name, string state)
    {
        if (fields.Text(name) is not { } word)
        {
            fields.Has(name);
            return;
        }

        foreach ((string device, OffloadTarget? target) in Devices)
        {
            if (word.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                draft.Set("strategy.offload." + state, ScenarioNames.OffloadTargets, target, fields.Place(name));
                return;
            }
        }

        fields.Problem($"{name} '{JsonInput.Short(word)}' is not known; known: none, cpu, nvme");
    }

    private static void ReadMegatron(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "strategy.tensor", "megatron_lm_tp_degree", ConfigFields.MostRanks);
        fields.Copy(draft, "strategy.pipeline", "megatron_lm_pp_degree", ConfigFields.MostRanks);
        fields.Copy(draft, "stated.gradientAccumulationSteps", "megatron_lm_num_micro_batches", ConfigFields.MostSequences);
        draft.Set(
            "strategy.sequenceParallel",
            fields.Bool("megatron_lm_sequence_parallelism"),
            fields.Place("megatron_lm_sequence_parallelism")
        );
        if (fields.Bool("megatron_lm_recompute_activations") == true)
        {
            draft.Set("strategy.recompute", "selective", fields.Place("megatron_lm_recompute_activations"));
        }

        if (fields.Bool("megatron_lm_use_distributed_optimizer") == true)
        {
            draft.Set("strategy.sharding", "zero1", fields.Place("megatron_lm_use_distributed_optimizer"));
        }

        fields.WarnOfUnread(Reasons);
    }

    private static void ReadParallelism(ConfigFields fields, ImportDraft draft)
    {
        fields.Copy(draft, "strategy.tensor", "parallelism_config_tp_size", ConfigFields.MostRanks);
        fields.Copy(draft, "strategy.context", "parallelism_config_cp_size", ConfigFields.MostRanks);
        int? replicas = fields.Count("parallelism_config_dp_replicate_size", ConfigFields.MostRanks);
        int? shards = fields.Count("parallelism_config_dp_shard_size", ConfigFields.MostRanks);
        if (replicas is not null || shards is not null)
        {
            draft.Set("strategy.data", (double)(replicas ?? 1) * (shards ?? 1), fields.Place("parallelism_config_dp_shard_size"));
        }

        if (replicas > 1 && shards > 1)
        {
            draft.Set("strategy.sharding", "hsdp", fields.Place("parallelism_config_dp_replicate_size"));
        }

        fields.WarnOfUnread(Reasons);
    }
}
