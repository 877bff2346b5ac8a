using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads a DeepSpeed configuration into the matching part of a strategy: ZeRO stage, offload, batch sizes, precision, optimizer. Members
/// are those of the DeepSpeed documentation ("DeepSpeed Configuration JSON").
/// </summary>
internal static class DeepSpeedConfigReader
{
    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("deepspeed");

    /// <summary>Reads a configuration.</summary>
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        int? global = fields.Count("train_batch_size", ConfigFields.MostSequences);
        int? micro = fields.Count("train_micro_batch_size_per_gpu", ConfigFields.MostSequences);
        int? steps = fields.Count("gradient_accumulation_steps", ConfigFields.MostSequences);
        draft.Set("strategy.framework", "deepspeed", fields.Value.Path);
        draft.Set("strategy.microBatch", micro, fields.Place("train_micro_batch_size_per_gpu"));
        draft.Set("stated.gradientAccumulationSteps", steps, fields.Place("gradient_accumulation_steps"));
        draft.Set("strategy.data", Replicas(fields, global, micro, steps), fields.Place("train_batch_size"));
        draft.Set("workload.globalBatch", global, fields.Place("train_batch_size"));
        ReadPrecision(fields, draft);
        ReadGradients(fields, draft);
        ReadOptimizer(fields, draft);
        ReadRanks(fields, draft);
        ReadZero(fields, draft);
        ReadCheckpointing(fields, draft);
        fields.WarnOfUnread(Reasons);
    }

    private static int? Replicas(ConfigFields fields, int? global, int? micro, int? steps)
    {
        if (global is not { } all || micro is not { } each || steps is not { } times)
        {
            return null;
        }

        long perReplica = (long)each * times;
        if (all % perReplica != 0)
        {
            fields.Problem(
                $"train_batch_size {all} must be a multiple of train_micro_batch_size_per_gpu {each} times gradient_accumulation_steps {times}"
            );
            return null;
        }

        return (int)(all / perReplica);
    }

    private static void ReadRanks(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("tensor_parallel") is { } tensor)
        {
            string name = tensor.Has("autotp_size") ? "autotp_size" : "tp_size";
            draft.Set("strategy.tensor", tensor.Count(name, ConfigFields.MostRanks), tensor.Place(name));
            tensor.WarnOfUnread(Reasons);
        }

        if (fields.Count("sequence_parallel_size", ConfigFields.MostRanks) is { } context)
        {
            draft.Set("strategy.context", context, fields.Place("sequence_parallel_size"));
            draft.Set(
                "strategy.contextKind",
                ScenarioNames.ContextKinds,
                context > 1 ? ContextParallelKind.AllToAll : null,
                fields.Place("sequence_parallel_size")
            );
        }
    }

    private static void ReadZero(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("zero_optimization") is not { } zero)
        {
            draft.Set("strategy.sharding", "none", fields.Value.Path);
            return;
        }

        int stage = zero.Int(0, 3, "stage") ?? 0;
        draft.Set("strategy.sharding", ScenarioNames.Shardings, (Sharding)stage, zero.Place("stage"));
        OffloadTarget optimizer = zero.Bool("cpu_offload") == true ? OffloadTarget.Cpu : ReadDevice(zero, "offload_optimizer");
        OffloadTarget parameters = zero.Bool("cpu_offload_params") == true ? OffloadTarget.Cpu : ReadDevice(zero, "offload_param");
        if (parameters != OffloadTarget.None && stage != 3)
        {
            zero.Problem("offload_param needs stage 3");
        }

        draft.Set("strategy.offload.optimizer", ScenarioNames.OffloadTargets, Given(optimizer), zero.Place("offload_optimizer"));
        draft.Set("strategy.offload.parameters", ScenarioNames.OffloadTargets, Given(parameters), zero.Place("offload_param"));
        zero.WarnOfUnread(ZeroReasons);
    }

    private static OffloadTarget? Given(OffloadTarget target) => target == OffloadTarget.None ? null : target;

    private static readonly IReadOnlyDictionary<string, string> ZeroReasons = IgnoredReasons.Of("deepspeed zero_optimization");

    private static OffloadTarget ReadDevice(ConfigFields zero, string name)
    {
        if (zero.Object(name) is not { } offload)
        {
            return OffloadTarget.None;
        }

        OffloadTarget device = offload.Choice("device", ScenarioNames.OffloadTargets) ?? OffloadTarget.None;
        offload.WarnOfUnread(Reasons);
        return device;
    }

    private static void ReadCheckpointing(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("activation_checkpointing") is not { } checkpointing)
        {
            return;
        }

        fields.Warn("activation_checkpointing", "configures recomputation but does not switch it on; give strategy.recompute");
        if (checkpointing.Bool("cpu_checkpointing") == true)
        {
            draft.Set("strategy.offload.activations", "cpu", checkpointing.Place("cpu_checkpointing"));
        }

        checkpointing.WarnOfUnread(Reasons);
    }

    private static void ReadPrecision(ConfigFields fields, ImportDraft draft)
    {
        string bfloat = fields.Has("bf16") ? "bf16" : "bfloat16";
        (bool bf16, bool bf16Open) = Enabled(fields, bfloat);
        (bool fp16, bool fp16Open) = Enabled(fields, "fp16");
        (bool amp, _) = Enabled(fields, "amp");
        if (bf16 && fp16)
        {
            fields.Problem("bf16 and fp16 cannot both be enabled");
            return;
        }

        NumberFormat? format =
            bf16 ? NumberFormat.Bf16
            : fp16 || amp ? NumberFormat.Fp16
            : bf16Open || fp16Open ? null
            : NumberFormat.Fp32;
        draft.Set(
            "strategy.precision",
            ScenarioNames.Precisions,
            format,
            format == NumberFormat.Fp32 ? fields.Value.Path : fields.Place(bf16 ? bfloat : "fp16")
        );
    }

    private static void ReadGradients(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("data_types") is { } types)
        {
            draft.Set(
                "strategy.mainGradients",
                ScenarioNames.GradientFormats,
                types.Choice("grad_accum_dtype", ScenarioNames.GradientFormats),
                types.Place("grad_accum_dtype")
            );
            types.WarnOfUnread(Reasons);
        }
    }

    private static void ReadOptimizer(ConfigFields fields, ImportDraft draft)
    {
        if (fields.Object("optimizer") is not { } optimizer)
        {
            return;
        }

        string type = optimizer.Text("type") ?? "";
        optimizer.Object("params");
        if (OptimizerNames.Find(type, out _) is { } kind)
        {
            draft.Set("strategy.optimizer", ScenarioNames.Optimizers, kind, optimizer.Place("type"));
        }
        else if (type.Length > 0)
        {
            fields.Warn("optimizer", $"'{JsonInput.Short(type)}' is not known; left to the scenario");
        }

        optimizer.WarnOfUnread(Reasons);
    }

    private static (bool On, bool Open) Enabled(ConfigFields fields, string name)
    {
        if (fields.Object(name) is not { } format)
        {
            return (false, false);
        }

        bool open = format.IsText("enabled", "auto");
        bool on = !open && format.Bool("enabled") == true;
        format.WarnOfUnread(Reasons);
        return (on, open);
    }
}
