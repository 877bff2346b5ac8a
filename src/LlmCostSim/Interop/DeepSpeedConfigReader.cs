using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>Reads a DeepSpeed configuration into the matching part of a strategy: ZeRO stage, offload, batch sizes, precision, optimizer. Members are those of the DeepSpeed documentation ("DeepSpeed Configuration JSON").</summary>
public static class DeepSpeedConfigReader
{
    private const int MostSequences = 1_000_000_000;
    private const int MostRanks = 1_000_000;

    private static readonly (string Name, OffloadTarget Value)[] Devices = [("none", OffloadTarget.None), ("cpu", OffloadTarget.Cpu), ("nvme", OffloadTarget.Nvme)];

    private static readonly (string Name, double Value)[] Formats = [("fp32", 4), ("fp16", 2), ("bf16", 2)];

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["gradient_clipping"] = "clipping costs one more pass over the gradients, which the optimizer step contains",
        ["steps_per_print"] = "logging does not change the cost",
        ["wall_clock_breakdown"] = "logging does not change the cost",
        ["scheduler"] = "the learning rate does not change the cost",
        ["zero_allow_untested_optimizer"] = "it does not change the cost",
        ["prescale_gradients"] = "it does not change the cost",
        ["aio"] = "the speed of drives is a matter of the cluster",
    };

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">Text of the file; bounded in size and depth, hostile text gives errors and never an exception.</param>
    /// <returns>Strategy, workload, warnings and errors.</returns>
    public static ImportResult Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var errors = new InputProblems();
        var warnings = new InputProblems();
        var strategy = new ImportedStrategy();
        var workload = new ImportedWorkload();
        if (JsonInput.Parse(json, errors)?.AsObject() is { } root)
        {
            (strategy, workload) = Read(new ConfigFields(root, warnings));
        }

        return new ImportResult
        {
            Format = "deepspeed",
            Strategy = errors.Any ? new ImportedStrategy() : strategy,
            Workload = errors.Any ? new ImportedWorkload() : workload,
            Warnings = [.. warnings],
            Errors = [.. errors],
        };
    }

    private static (ImportedStrategy Strategy, ImportedWorkload Workload) Read(ConfigFields fields)
    {
        int? global = Count(fields, "train_batch_size", MostSequences);
        int? micro = Count(fields, "train_micro_batch_size_per_gpu", MostSequences);
        int? steps = Count(fields, "gradient_accumulation_steps", MostSequences);
        var strategy = new ImportedStrategy
        {
            Framework = "deepspeed",
            MicroBatch = micro,
            MicroBatches = steps,
            Data = Replicas(fields, global, micro, steps),
            Precision = ReadPrecision(fields),
            MainGradientBytes = ReadGradients(fields),
            Optimizer = ReadOptimizer(fields),
            Tensor = fields.Object("tensor_parallel") is { } tensor ? Close(tensor, Count(tensor, "autotp_size", MostRanks) ?? Count(tensor, "tp_size", MostRanks)) : null,
            Context = Count(fields, "sequence_parallel_size", MostRanks),
        };
        if (strategy.Context is > 1)
        {
            strategy = strategy with { ContextKind = ContextParallelKind.AllToAll };
        }

        strategy = ReadZero(fields, strategy);
        strategy = ReadCheckpointing(fields, strategy);
        fields.WarnOfUnread(Reasons);
        return (strategy, new ImportedWorkload { GlobalBatch = global });
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
            fields.Problem($"train_batch_size {all} must be a multiple of train_micro_batch_size_per_gpu {each} times gradient_accumulation_steps {times}");
            return null;
        }

        return (int)(all / perReplica);
    }

    private static ImportedStrategy ReadZero(ConfigFields fields, ImportedStrategy strategy)
    {
        if (fields.Object("zero_optimization") is not { } zero)
        {
            return strategy with { Sharding = Sharding.None };
        }

        Sharding? sharding = zero.Int(0, 3, "stage") switch
        {
            1 => Sharding.Zero1,
            2 => Sharding.Zero2,
            3 => Sharding.Zero3,
            _ => Sharding.None,
        };
        OffloadTarget optimizer = ReadDevice(zero, "offload_optimizer");
        OffloadTarget parameters = ReadDevice(zero, "offload_param");
        if (zero.Bool("cpu_offload") == true)
        {
            optimizer = OffloadTarget.Cpu;
        }

        if (zero.Bool("cpu_offload_params") == true)
        {
            parameters = OffloadTarget.Cpu;
        }

        if (parameters != OffloadTarget.None && sharding != Sharding.Zero3)
        {
            zero.Problem("offload_param needs stage 3");
        }

        zero.WarnOfUnread(ZeroReasons);
        return strategy with { Sharding = sharding, Offload = new OffloadPolicy(optimizer, parameters) };
    }

    private static readonly Dictionary<string, string> ZeroReasons = new(StringComparer.Ordinal)
    {
        ["overlap_comm"] = "what hides communication is a matter of the software stack",
        ["contiguous_gradients"] = "how buffers are laid out is a matter of the software stack",
        ["reduce_scatter"] = "reduction by scatter is assumed",
        ["reduce_bucket_size"] = "bucket sizes are a matter of the software stack",
        ["allgather_bucket_size"] = "bucket sizes are a matter of the software stack",
        ["stage3_prefetch_bucket_size"] = "bucket sizes are a matter of the software stack",
        ["zero_hpz_partition_size"] = "ZeRO++ is not modelled",
        ["zero_quantized_weights"] = "ZeRO++ is not modelled",
        ["zero_quantized_gradients"] = "ZeRO++ is not modelled",
        ["mics_shard_size"] = "MiCS is not modelled",
    };

    private static OffloadTarget ReadDevice(ConfigFields zero, string name)
    {
        if (zero.Object(name) is not { } offload)
        {
            return OffloadTarget.None;
        }

        OffloadTarget device = offload.Choice("device", Devices) ?? OffloadTarget.None;
        return Close(offload, device);
    }

    private static ImportedStrategy ReadCheckpointing(ConfigFields fields, ImportedStrategy strategy)
    {
        if (fields.Object("activation_checkpointing") is not { } checkpointing)
        {
            return strategy;
        }

        fields.Warn("activation_checkpointing", "configures recomputation but does not switch it on; give strategy.recompute");
        bool toHost = checkpointing.Bool("cpu_checkpointing") == true;
        checkpointing.WarnOfUnread(Reasons);
        return toHost ? strategy with { Offload = (strategy.Offload ?? default) with { Activations = OffloadTarget.Cpu } } : strategy;
    }

    private static NumberFormat? ReadPrecision(ConfigFields fields)
    {
        (bool bf16, bool bf16Open) = Enabled(fields, fields.Has("bf16") ? "bf16" : "bfloat16");
        (bool fp16, bool fp16Open) = Enabled(fields, "fp16");
        (bool amp, _) = Enabled(fields, "amp");
        if (bf16 && fp16)
        {
            fields.Problem("bf16 and fp16 cannot both be enabled");
            return null;
        }

        return bf16 ? NumberFormat.Bf16
            : fp16 || amp ? NumberFormat.Fp16
            : bf16Open || fp16Open ? null
            : NumberFormat.Fp32;
    }

    private static double? ReadGradients(ConfigFields fields) =>
        fields.Object("data_types") is { } types ? Close(types, types.Choice("grad_accum_dtype", Formats)) : null;

    private static OptimizerKind? ReadOptimizer(ConfigFields fields)
    {
        if (fields.Object("optimizer") is not { } optimizer)
        {
            return null;
        }

        string type = optimizer.Text("type")?.ToLowerInvariant() ?? "";
        optimizer.Object("params");
        OptimizerKind? kind = type switch
        {
            "adam" or "adamw" or "fusedadam" or "cpuadam" or "deepspeedcpuadam" => OptimizerKind.AdamW,
            "lion" or "fusedlion" => OptimizerKind.Lion,
            "sgd" => OptimizerKind.Sgd,
            "adafactor" => OptimizerKind.Adafactor,
            "adamw8bit" or "adam8bit" => OptimizerKind.AdamW8Bit,
            _ => null,
        };
        if (kind is null && type.Length > 0)
        {
            fields.Warn("optimizer", $"'{JsonInput.Short(type)}' is not known; left to the scenario");
        }

        return Close(optimizer, kind);
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

    private static int? Count(ConfigFields fields, string name, int max)
    {
        if (fields.IsText(name, "auto"))
        {
            fields.Warn(name, "auto: filled in by the training script; left to the scenario");
            return null;
        }

        return fields.Int(1, max, name);
    }

    // The members of nested objects are details of the method: named in one warning each where they are not read.
    private static T Close<T>(ConfigFields fields, T value)
    {
        fields.WarnOfUnread(Reasons);
        return value;
    }
}
