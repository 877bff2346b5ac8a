using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>
/// Memory of a row of <c>memory.csv</c> that trains or fine-tunes, from the estimator. The frameworks' recipes (number formats, what is
/// compiled) are theirs, told by the source and the source's own words.
/// </summary>
internal static class MemoryTrainingJob
{
    /// <summary>
    /// litgpt's config hub runs on one device whatever the machine that its table names, unless the file asks for more: then blocks are
    /// sharded and checkpointed.
    /// </summary>
    public static MemoryOfJob Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var stack = Stack(row, catalogs.Stacks);
        var accelerator = row.Text("gpu_id").Length > 0 ? catalogs.Accelerator(row, "gpu_id") : catalogs.Hardware.Get("A100-SXM-80GB");
        var layout = Layout(row);
        if (stack.Id != "litgpt")
        {
            // lit-gpt's scripts of 2023 accumulate batches of 64 or 128 sequences.
            return Estimate(
                row,
                catalogs,
                stack,
                accelerator,
                layout,
                Sharded(row.Text("sharding")),
                Recompute(row, stack),
                stack.Id == "litgpt-2023" ? 2 : 1
            );
        }

        return HubConfig.Of(row) is { } config
            ? Estimate(
                row,
                catalogs,
                stack,
                accelerator,
                layout with
                {
                    Data = config.Devices,
                },
                Sharding.FsdpFull,
                RecomputeKind.Full,
                config.GlobalBatch / config.Devices / row.CountOrOne("micro_batch")
            )
            : Estimate(row, catalogs, stack, accelerator, layout, Sharding.None, RecomputeKind.None, 1);
    }

    /// <summary>Where it is not stated, fine-tuning recipes of torchtune and Transformers checkpoint their layers.</summary>
    private static RecomputeKind Recompute(MeasuredRow row, SoftwareStack stack) =>
        row.Text("recompute_kind") switch
        {
            "full" => RecomputeKind.Full,
            "selective" => RecomputeKind.Selective,
            "" when stack.Id is "torchtune" or "huggingface" => RecomputeKind.Full,
            _ => RecomputeKind.None,
        };

    private static MemoryOfJob Estimate(
        MeasuredRow row,
        ValidationCatalogs catalogs,
        SoftwareStack stack,
        Accelerator accelerator,
        in ParallelLayout layout,
        Sharding sharding,
        RecomputeKind recompute,
        int accumulation
    )
    {
        var strategy = new TrainingStrategy
        {
            Layout = layout,
            // torchtitan leaves weights gathered between the micro-batches of a pipeline.
            Sharding =
                layout.Ranks == layout.Tensor ? Sharding.None
                : sharding == Sharding.FsdpFull && layout.Pipeline > 1 ? Sharding.FsdpGradOp
                : sharding,
            Recompute = new RecomputePolicy(recompute),
            MicroBatch = Math.Max(1, row.CountOrOne("micro_batch") / layout.Pipeline),
            Precision = Recipe(row, stack),
            Optimizer = Optimizer(row.Text("optimizer")),
            Adapter = MemoryRowText.Adapter(row),
            Offload = new OffloadPolicy(
                row.Text("offload") == "optimizer" ? OffloadTarget.Cpu : OffloadTarget.None,
                Activations: Adds(row, "act offload") ? OffloadTarget.Cpu : OffloadTarget.None
            ),
        };
        var workload = new TrainingWorkload(Length(row), row.CountOrOne("micro_batch") * layout.Data * Math.Max(1, accumulation));
        var model = catalogs.Model(row, "model_id").Spec;
        var estimate = new TrainingEstimator(model, Cluster.Create(accelerator, (int)layout.Ranks, null, null), stack).Estimate(
            strategy,
            workload
        );

        // torchtitan's tables of 2024 print what the allocator reserved.
        var printsReserved = row.Text("source").Contains("202412", StringComparison.Ordinal);
        return new MemoryOfJob(
            printsReserved ? estimate.Reserved : estimate.Memory.Allocated,
            estimate.Reserved,
            estimate.Reserved + estimate.Memory.Overhead
        );
    }

    private static SoftwareStack Stack(MeasuredRow row, StackCatalog stacks)
    {
        var (source, notes) = (row.Text("source"), row.Text("notes"));
        if (source.Contains("torchtune", StringComparison.Ordinal))
        {
            var stack = stacks.Get("torchtune");
            stack = Adds(row, "compile")
                ? stack with
                {
                    Fusion = stack.Fusion | KernelFusion.Norm | KernelFusion.Activation | KernelFusion.Rope,
                }
                : stack;
            // Eight chunks of fp32 logits, log-probabilities and gradients instead of all.
            return Adds(row, "chunked CE") ? stack with { Memory = stack.Memory with { LossBytesPerLogit = 2 + (12.0 / 8) } } : stack;
        }

        if (source.Contains("torchtitan", StringComparison.Ordinal))
        {
            var stack = stacks.Get("torchtitan");
            stack =
                notes.Contains("compile", StringComparison.Ordinal) || row.Text("quant") == "float8"
                    ? stack with
                    {
                        Fusion = stack.Fusion | KernelFusion.Norm | KernelFusion.Activation | KernelFusion.Rope,
                        Memory = stack.Memory with { Retention = stack.Memory.Retention | TensorRetention.PartitionedProducts },
                    }
                    : stack;
            // Since 2025 the loss is compiled: log-probabilities and one gradient, each 4 bytes.
            return source.Contains("202506", StringComparison.Ordinal)
                ? stack with
                {
                    Memory = stack.Memory with { LossBytesPerLogit = 8 },
                }
                : stack;
        }

        return stacks.Get(
            source.Contains("config_hub", StringComparison.Ordinal) ? "litgpt"
            : source.Contains("litgpt", StringComparison.Ordinal) ? "litgpt-2023"
            : source.Contains("ml-engineering", StringComparison.Ordinal) ? "deepspeed"
            : "huggingface"
        );
    }

    /// <summary>Whether a table whose rows stack one measure on another has reached one.</summary>
    private static bool Adds(MeasuredRow row, string measure)
    {
        ReadOnlySpan<string> measures =
        [
            "Baseline",
            "packed",
            "compile",
            "chunked CE",
            "act ckpt",
            "opt-in-bwd",
            "act offload",
            "8-bit AdamW",
            "LoRA",
        ];
        var notes = row.Text("notes");
        if (!notes.Contains("cumulative stack", StringComparison.Ordinal))
        {
            return notes.Contains(measure, StringComparison.Ordinal);
        }

        var reached = 0;
        for (var i = 0; i < measures.Length; i++)
        {
            reached = notes.Contains(measures[i], StringComparison.Ordinal) ? i : reached;
        }

        return reached >= measures.IndexOf(measure);
    }

    // Alpaca's examples unpacked are far shorter than the limit.
    private static int Length(MeasuredRow row) =>
        row.Text("notes").StartsWith("Baseline", StringComparison.Ordinal) ? 512 : row.Count("seq_tokens");

    private static ParallelLayout Layout(MeasuredRow row)
    {
        var (gpus, notes) = (row.CountOrOne("gpus"), row.Text("notes"));
        var sharded = row.Text("sharding") is not ("" or "none");
        var tensor = sharded ? MemoryRowText.Tagged(notes, "TP") : 1;
        var context = sharded
            ? MemoryRowText.Tagged(notes, " CP") is var c && notes.Contains("CP" + c, StringComparison.Ordinal)
                ? c
                : 1
            : 1;
        var pipeline = sharded ? MemoryRowText.Tagged(notes, "PP") : 1;
        return new ParallelLayout
        {
            Tensor = tensor,
            Pipeline = pipeline,
            SequenceParallel = tensor > 1,
            Context = context,
            Data = sharded ? Math.Max(1, gpus / tensor / context / pipeline) : 1,
        };
    }

    private static Sharding Sharded(string text) =>
        text switch
        {
            "fsdp-full" => Sharding.FsdpFull,
            "zero3" => Sharding.Zero3,
            "zero2" => Sharding.Zero2,
            "zero1" => Sharding.Zero1,
            _ => Sharding.None,
        };

    private static OptimizerKind Optimizer(string text) =>
        text switch
        {
            "adamw_8bit" or "8-bit AdamW" => OptimizerKind.AdamW8Bit,
            "paged Adam 32-bit" => OptimizerKind.AdamWPaged,
            "Lion" => OptimizerKind.Lion,
            _ => OptimizerKind.AdamW,
        };

    /// <summary>
    /// litgpt and torchtune train in pure bf16, states too; torchtitan shards fp32 weights and gathers in bf16, or fp8 where it says so;
    /// DeepSpeed and Transformers keep fp32 masters and states.
    /// </summary>
    private static Precision Recipe(MeasuredRow row, SoftwareStack stack)
    {
        var pure = new Precision
        {
            MainGradientBytes = 2,
            MasterWeightBytes = 0,
            StateBytes = 2,
            ReduceBytes = 2,
        };
        return stack.Id switch
        {
            "litgpt" => pure,
            "torchtune" => Adds(row, "opt-in-bwd") ? pure with { MainGradientBytes = 0 } : pure,
            "torchtitan" => pure with
            {
                WeightBytes = 4,
                MainGradientBytes = 4,
                StateBytes = 4,
                ReduceBytes = 4,
                GatherBytes = row.Text("notes").Contains("float8 all-gather", StringComparison.Ordinal) ? 1 : 2,
            },
            "deepspeed" => new Precision { MainGradientBytes = 2 },
            _ => new Precision
            {
                MainGradientBytes = 2,
                MasterWeightBytes = 0,
                ReduceBytes = 2,
            },
        };
    }
}
