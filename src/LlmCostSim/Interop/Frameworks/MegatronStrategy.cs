using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The strategy and the workload that Megatron's options describe.</summary>
internal static class MegatronStrategy
{
    public static void Read(CommandOptions arguments, ImportDraft draft, int? layers)
    {
        int? tensor = ReadTensor(arguments);
        int? pipeline = arguments.Int("pipeline-model-parallel-size", 1, ConfigFields.MostRanks);
        int? context = arguments.Int("context-parallel-size", 1, ConfigFields.MostRanks);
        draft.Set("strategy.framework", Framework(arguments), "$");
        draft.Set(
            "strategy.tensor",
            tensor,
            arguments.Place(arguments.Has("tensor-model-parallel-size") ? "tensor-model-parallel-size" : "model-parallel-size")
        );
        draft.Set("strategy.sequenceParallel", arguments.Has("sequence-parallel") ? true : null, arguments.Place("sequence-parallel"));
        draft.Set("strategy.pipeline", pipeline, arguments.Place("pipeline-model-parallel-size"));
        draft.Set(
            "strategy.virtualStages",
            VirtualStages(arguments, layers, pipeline ?? 1),
            arguments.Place("num-layers-per-virtual-pipeline-stage")
        );
        draft.Set("strategy.context", context, arguments.Place("context-parallel-size"));
        draft.Set("strategy.contextKind", ScenarioNames.ContextKinds, ReadContextKind(arguments), arguments.Place("cp-comm-type"));
        draft.Set(
            "strategy.order",
            ScenarioNames.RankOrders,
            arguments.Has("use-tp-pp-dp-mapping") ? RankOrder.PipelineInsideData : null,
            arguments.Place("use-tp-pp-dp-mapping")
        );
        Copy(
            arguments,
            draft,
            "strategy.expert",
            arguments.Has("moe-expert-parallel-size") ? "moe-expert-parallel-size" : "expert-model-parallel-size",
            ConfigFields.MostRanks
        );
        Copy(arguments, draft, "strategy.expertTensor", "expert-tensor-parallel-size", ConfigFields.MostRanks);
        ReadRanks(arguments, draft, (long)(tensor ?? 1) * (pipeline ?? 1) * (context ?? 1));
        Copy(arguments, draft, "strategy.microBatch", "micro-batch-size", ConfigFields.MostSequences);
        ReadStates(arguments, draft);
    }

    private static void ReadStates(CommandOptions arguments, ImportDraft draft)
    {
        draft.Set(
            "strategy.sharding",
            ScenarioNames.Shardings,
            ReadSharding(arguments),
            arguments.Place(arguments.Has("zero-stage") ? "zero-stage" : "use-distributed-optimizer")
        );
        ReadRecompute(arguments, draft);
        draft.Set(
            "strategy.precision",
            ScenarioNames.Precisions,
            ReadPrecision(arguments),
            arguments.Place(arguments.Has("bf16") ? "bf16" : "fp16")
        );
        draft.Set(
            "strategy.mainGradients",
            arguments.Has("accumulate-allreduce-grads-in-fp32") ? "fp32" : null,
            arguments.Place("accumulate-allreduce-grads-in-fp32")
        );
        draft.Set("strategy.optimizer", ScenarioNames.Optimizers, ReadOptimizer(arguments), arguments.Place("optimizer"));
        draft.Set(
            "strategy.offload.optimizer",
            arguments.Has("optimizer-cpu-offload") || arguments.Has("cpu-optimizer") ? "cpu" : null,
            arguments.Place("optimizer-cpu-offload")
        );
        draft.Set(
            "strategy.attention",
            arguments.Has("use-flash-attn") || arguments.Has("use-flash-attn-v2") ? "flash" : null,
            arguments.Place("use-flash-attn")
        );
        double? hidden = arguments.Number("hidden-dropout", 0, 0.99),
            attention = arguments.Number("attention-dropout", 0, 0.99);
        draft.Set(
            "strategy.dropout",
            hidden is null ? attention : Math.Max(hidden.Value, attention ?? 0),
            arguments.Place("hidden-dropout")
        );
    }

    private static void Copy(CommandOptions arguments, ImportDraft draft, string path, string name, int max) =>
        draft.Set(path, arguments.Int(name, 1, max), arguments.Place(name));

    /// <summary>Tensor-parallel ranks, under their name of either generation.</summary>
    public static int? ReadTensor(CommandOptions arguments) =>
        arguments.Int("tensor-model-parallel-size", 1, ConfigFields.MostRanks)
        ?? arguments.Int("model-parallel-size", 1, ConfigFields.MostRanks);

    public static void ReadWorkload(CommandOptions arguments, ImportDraft draft)
    {
        int? length = arguments.Int("seq-length", 1, ConfigFields.Widest);
        Copy(arguments, draft, "workload.globalBatch", "global-batch-size", ConfigFields.MostSequences);
        draft.Set("workload.sequenceLength", length, arguments.Place("seq-length"));
        draft.Set("workload.tokens", arguments.Number("train-tokens", 1, WorkloadInput.MostTokens), arguments.Place("train-tokens"));
        draft.Set("stated.sequences", arguments.Number("train-samples", 1, WorkloadInput.MostTokens), arguments.Place("train-samples"));
        draft.Set("stated.steps", arguments.Number("train-iters", 1, 1e12), arguments.Place("train-iters"));
        if (arguments.Has("rampup-batch-size"))
        {
            arguments.Warn("rampup-batch-size", "ignored: the batch is taken as constant");
        }
    }

    /// <summary>Whether the options are those of the fork with DeepSpeed.</summary>
    public static bool IsDeepSpeed(CommandOptions arguments) =>
        arguments.Has("deepspeed") | arguments.Has("zero-stage") | arguments.Has("deepspeed-config");

    private static string Framework(CommandOptions arguments) =>
        IsDeepSpeed(arguments) ? "megatron-deepspeed"
        : arguments.Has("use-mcore-models") || arguments.Text("transformer-impl") == "transformer_engine" || arguments.Has("num-experts")
            ? "megatron-core"
        : "megatron";

    private static int? VirtualStages(CommandOptions arguments, int? layers, int pipeline)
    {
        if (arguments.Int("num-virtual-stages-per-pipeline-rank", 1, ConfigFields.MostParts) is { } stated)
        {
            return stated;
        }

        if (arguments.Int("num-layers-per-virtual-pipeline-stage", 1, ConfigFields.MostParts) is not { } perStage)
        {
            return null;
        }

        if (layers is not { } depth || depth % ((long)pipeline * perStage) != 0)
        {
            arguments.Problem(
                "num-layers-per-virtual-pipeline-stage",
                $"{perStage} layers in each of the chunks of {pipeline} stages do not divide the {layers ?? 0} layers"
            );
            return null;
        }

        return depth / pipeline / perStage;
    }

    private static ContextParallelKind? ReadContextKind(CommandOptions arguments) =>
        arguments.Text("cp-comm-type") switch
        {
            "p2p" => ContextParallelKind.Ring,
            "a2a" => ContextParallelKind.AllToAll,
            "allgather" or "all_gather" => ContextParallelKind.AllGather,
            _ => null,
        };

    private static void ReadRanks(CommandOptions arguments, ImportDraft draft, long modelRanks)
    {
        // torchrun's names, and those of the deepspeed launcher.
        int? perNode = arguments.Int("nproc-per-node", 1, ConfigFields.MostRanks) ?? arguments.Int("num-gpus", 1, ConfigFields.MostRanks);
        int? nodes = arguments.Int("nnodes", 1, ConfigFields.MostRanks) ?? arguments.Int("num-nodes", 1, ConfigFields.MostRanks);
        long? ranks = arguments.Int("world-size", 1, ConfigFields.MostRanks) ?? (long?)perNode * nodes;
        draft.Set("stated.perNode", perNode, arguments.Place("nproc-per-node"));
        draft.Set("stated.nodes", nodes, arguments.Place("nnodes"));
        if (ranks is not { } all)
        {
            return;
        }

        string place = arguments.Place(arguments.Has("world-size") ? "world-size" : "nnodes");
        draft.Set("stated.processes", all, place);
        if (all % modelRanks != 0)
        {
            arguments.Problem(
                arguments.Has("world-size") ? "world-size" : "nnodes",
                $"{all} processes are not a multiple of the {modelRanks} ranks that hold one model"
            );
        }
        else
        {
            draft.Set("strategy.data", all / modelRanks, place);
        }
    }

    private static Sharding? ReadSharding(CommandOptions arguments)
    {
        int? stage = arguments.Int("zero-stage", 0, 3);
        return arguments.Has("use-torch-fsdp2") ? Sharding.FsdpFull
            : stage is { } zero ? (Sharding)zero
            : arguments.Has("use-distributed-optimizer") ? Sharding.Zero1
            : null;
    }

    private static void ReadRecompute(CommandOptions arguments, ImportDraft draft)
    {
        int layers =
            arguments.Int("recompute-num-layers", 1, ConfigFields.MostParts)
            ?? arguments.Int("checkpoint-num-layers", 1, ConfigFields.MostParts)
            ?? 0;
        string? method = arguments.Text("recompute-method") ?? arguments.Text("activations-checkpoint-method");
        string? granularity = arguments.Text("recompute-granularity");
        string place = arguments.Place("recompute-granularity");
        if (granularity == "full" || arguments.Has("checkpoint-activations") || arguments.Has("activations-checkpoint-method"))
        {
            if (method == "uniform" && layers > 1)
            {
                arguments.Warn(
                    "recompute-num-layers",
                    $"a checkpoint every {layers} layers is read as one in every layer, which keeps more memory"
                );
            }

            bool some = method == "block" && layers > 0;
            draft.SetJson("strategy.recompute", some ? $$"""{"kind": "full", "layers": {{layers}}}""" : "\"full\"", place);
            return;
        }

        if (granularity is not (null or "selective" or "none"))
        {
            arguments.Problem("recompute-granularity", $"'{Input.JsonInput.Short(granularity)}' is not known; known: full, selective");
        }

        draft.Set("strategy.recompute", granularity == "selective" || arguments.Has("recompute-activations") ? "selective" : null, place);
    }

    private static NumberFormat? ReadPrecision(CommandOptions arguments)
    {
        bool bf16 = arguments.Has("bf16"),
            fp16 = arguments.Has("fp16");
        if (bf16 && fp16)
        {
            arguments.Problem("fp16", "bf16 and fp16 cannot both be given");
        }

        return arguments.Has("fp8-format") || arguments.Has("fp8-hybrid") ? NumberFormat.Fp8
            : bf16 ? NumberFormat.Bf16
            : fp16 ? NumberFormat.Fp16
            : null;
    }

    private static OptimizerKind? ReadOptimizer(CommandOptions arguments) =>
        arguments.Text("optimizer") switch
        {
            "adam" => OptimizerKind.AdamW,
            "sgd" => OptimizerKind.Sgd,
            _ => null,
        };
}
