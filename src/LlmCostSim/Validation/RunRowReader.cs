using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>Maps a row of <c>runs.csv</c> to the run it was published of.</summary>
internal static class RunRowReader
{
    /// <summary>Tokens of a batch that nobody states are at least this many per accelerator (Llama 3 405B: 16 million on 16,384).</summary>
    private const double UsualTokensPerGpu = 1024;

    /// <summary>
    /// How long runs take that state their accelerators: the middle of MPT-7B, Pythia, Falcon, LLaMA-65B, SmolLM3, StarCoder, BloombergGPT,
    /// Llama 3.1 405B and BLOOM, 10 to 118 days.
    /// </summary>
    private static readonly Duration UsualDuration = Duration.FromDays(24);

    /// <summary>
    /// Share of the peak that such runs reach over their whole time, which turns the duration into a number of accelerators.
    /// </summary>
    private const double UsualUtilization = 0.4;

    public static RunCase Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        var framework = RunFramework.Of(row);
        var model = Model(row, catalogs);
        var accelerator = catalogs.Accelerator(row, "gpu_id");
        var sequence = row.Integer("seq") ?? Math.Clamp(model.MaxSequence, 1, 4096);
        var tokens =
            row.Number("global_batch_tokens_n")
            ?? (framework?.GlobalBatch * (double)sequence)
            ?? Math.Max(UsualBatch.Tokens, (row.Number("gpus_n") ?? 0) * UsualTokensPerGpu);
        var batch = (int)Math.Clamp(Math.Round(tokens / sequence), 1, int.MaxValue);
        if (row.Number("global_batch_tokens_n") is null && framework?.GlobalBatch is null && row.Integer("gpus_n") is > 0 and var gpus)
        {
            // A batch that nobody states is one that divides.
            batch = Math.Max(1, (int)Math.Round(batch / (double)gpus)) * gpus;
        }

        var (tensor, pipeline, data) = (row.Integer("tp") ?? framework?.Tensor, row.Integer("pp"), row.Integer("dp"));
        var count = row.Integer("gpus_n") ?? (tensor * pipeline * data) ?? Count(model, accelerator, batch, row.Number("tokens_n"));
        return new RunCase
        {
            Model = model,
            Cluster = RunFramework.ClusterOf(framework, accelerator, count),
            Stack = Stack(row, framework, accelerator, catalogs.Stacks),
            Attention = framework is { Unfused: true } ? AttentionImplementation.Unfused : AttentionImplementation.Flash,
            CausalOnce = framework is { CausalOnce: true },
            Dropout = framework?.Dropout ?? 0,
            Workload = new TrainingWorkload(sequence, batch, row.Number("tokens_n") ?? 0),
            Precision = Precision(row, accelerator) with
            {
                MainGradientBytes = framework is { ShortGradients: true } ? 2 : 4,
                ReduceBytes = framework is { ShortGradients: true } ? 2 : 4,
            },
            ContextKind = framework?.ContextKind ?? ContextParallelKind.Ring,
            Tensor = tensor,
            Pipeline = pipeline,
            Data = data,
            Expert = framework?.Expert,
            Schedule = framework?.Schedule,
            Interleaved = row.Text("notes").Contains("interleaved", StringComparison.OrdinalIgnoreCase),
            SequenceParallel = row.Text("sequence_parallel") is ""
                ? framework?.SequenceParallel ?? Newer(row, accelerator)
                : row.Yes("sequence_parallel"),
            MicroBatch = RunNotes.Number(row, "mbs"),
            Sharding = Shards(row, pipeline),
            Recompute = Array.Exists(ScenarioNames.Recomputes, known => known.Name == row.Text("recompute_kind"))
                ? row.Choice("recompute_kind", ScenarioNames.Recomputes)
                : null,
        };
    }

    private static Sharding? Shards(MeasuredRow row, int? pipeline) =>
        row.Text("sharding") switch
        {
            "" => null,
            // In a pipeline, weights stay gathered and gradients are reduced once a step (Llama 3, arXiv 2407.21783, section 3.3.2): ZeRO
            // stage 2.
            "fsdp-grad-op" when pipeline > 1 => Sharding.Zero2,
            _ => row.Choice("sharding", ScenarioNames.Shardings),
        };

    /// <summary>The model of a row: the catalogue's, or the dimensions that the source prints beside it.</summary>
    public static ModelSpec Model(MeasuredRow row, ValidationCatalogs catalogs) =>
        row.Text("model_id").Length > 0
            ? catalogs.Model(row, "model_id").Spec
            : RunNotes.Architecture(row) ?? throw new UnpredictableRowException("model_id is not stated");

    // Sequence parallelism came with Korthikanti et al. 2022 and goes with selective recomputation.
    private static bool Newer(MeasuredRow row, Accelerator accelerator) =>
        row.Text("recompute_kind") is "selective" || accelerator.Peak.Fp8 is not null;

    // Those who do not say how many accelerators had as many as train in a usual time, a power of two, and no more than a node's for each
    // sequence of a batch.
    private static int Count(ModelSpec model, Accelerator accelerator, int batch, double? tokens)
    {
        var peak = accelerator.Peak.SixteenBit ?? throw new UnpredictableRowException("the accelerator has no 16-bit peak");
        var all = Flops.FromFlops(6 * ParameterCount.Active(model) * (tokens ?? 0)) / (UsualUtilization * peak);
        var count = accelerator.PerNode;
        while (2 * count <= Math.Min(all / UsualDuration, (double)batch * accelerator.PerNode))
        {
            count *= 2;
        }

        return count;
    }

    private static Precision Precision(MeasuredRow row, Accelerator accelerator)
    {
        var compute = row.Text("precision_kind") switch
        {
            "fp16" => NumberFormat.Fp16,
            "fp8" when accelerator.Peak.Fp8 is not null => NumberFormat.Fp8,
            _ => accelerator.Peak.Bf16 is null ? NumberFormat.Fp16 : NumberFormat.Bf16,
        };
        return new Precision { Compute = compute };
    }

    private static SoftwareStack Stack(MeasuredRow row, RunFramework? framework, Accelerator accelerator, StackCatalog stacks)
    {
        var sharding = row.Text("sharding");
        var layered = row.Integer("tp") > 1 || row.Integer("pp") > 1;
        if (framework is not null)
        {
            // A version family that the catalogue does not have is taken for its framework.
            return stacks.Find(framework.Stack) ?? stacks.Get(framework.Stack[..framework.Stack.LastIndexOf('-')]);
        }

        // What divides tensors or layers runs such a framework's fused kernels, however it shards its states (Llama 3).
        return stacks.Get(
            layered
                ? accelerator.Peak.Fp8 is null
                    ? "megatron"
                    : "megatron-core"
                : sharding.StartsWith("fsdp", StringComparison.Ordinal) || sharding == "hsdp"
                    ? "fsdp"
                    : sharding.StartsWith("zero", StringComparison.Ordinal)
                        ? "deepspeed"
                        : "fsdp"
        );
    }
}
