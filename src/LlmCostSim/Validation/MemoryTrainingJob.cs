using LlmCostSim.Hardware;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>
/// Memory of a row of <c>memory.csv</c> that trains or fine-tunes, from the estimator; what the row leaves open is its <see cref="MemoryJob"/>.
/// </summary>
internal static class MemoryTrainingJob
{
    /// <summary>
    /// litgpt's config hub runs on one device whatever the machine that its table names, unless the file asks for more: then blocks are
    /// sharded and checkpointed.
    /// </summary>
    public static MemoryOfJob Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var job = MemoryJob.Of(row);
        var layout = Layout(row);
        if (!job.NamesConfiguration)
        {
            return Estimate(row, catalogs, job, layout, Sharded(row.Text("sharding")), Recompute(row, job), job.Accumulation);
        }

        return HubConfig.Of(row) is { } config
            ? Estimate(
                row,
                catalogs,
                job,
                layout with
                {
                    Data = config.Devices,
                },
                Sharding.FsdpFull,
                RecomputeKind.Full,
                config.GlobalBatch / config.Devices / row.CountOrOne("micro_batch")
            )
            : Estimate(row, catalogs, job, layout, Sharding.None, RecomputeKind.None, job.Accumulation);
    }

    private static RecomputeKind Recompute(MeasuredRow row, MemoryJob job) =>
        row.Text("recompute_kind") switch
        {
            "full" => RecomputeKind.Full,
            "selective" => RecomputeKind.Selective,
            "" when job.Recompute => RecomputeKind.Full,
            _ => RecomputeKind.None,
        };

    private static MemoryOfJob Estimate(
        MeasuredRow row,
        ValidationCatalogs catalogs,
        MemoryJob job,
        in ParallelLayout layout,
        Sharding sharding,
        RecomputeKind recompute,
        int accumulation
    )
    {
        var accelerator =
            job.Accelerator is { } usual && row.Text("gpu_id").Length == 0
                ? catalogs.Hardware.Get(usual)
                : catalogs.Accelerator(row, "gpu_id");
        var stack = job.Ran(catalogs.Stacks.Get(job.Stack ?? throw new UnpredictableRowException("the software is not known")));
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
            Precision = job.Precision,
            Optimizer = Optimizer(row.Text("optimizer")),
            Adapter = MemoryRowText.Adapter(row),
            Offload = new OffloadPolicy(
                row.Text("offload") == "optimizer" ? OffloadTarget.Cpu : OffloadTarget.None,
                Activations: job.OffloadsActivations ? OffloadTarget.Cpu : OffloadTarget.None
            ),
        };
        var workload = new TrainingWorkload(
            job.Sequence ?? row.Count("seq_tokens"),
            row.CountOrOne("micro_batch") * layout.Data * Math.Max(1, accumulation)
        );
        var model = catalogs.Model(row, "model_id").Spec;
        var estimate = new TrainingEstimator(model, Cluster.Create(accelerator, (int)layout.Ranks, null, null), stack).Estimate(
            strategy,
            workload
        );

        return new MemoryOfJob(
            job.PrintsReserved ? estimate.Reserved : estimate.Memory.Allocated,
            estimate.Reserved,
            estimate.Reserved + estimate.Memory.Overhead
        );
    }

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
}
