using LlmCostSim.Hardware;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The strategy and the workload that Megatron's options describe.</summary>
internal static class MegatronStrategy
{
    private const int MostRanks = 1_000_000;
    private const int MostSequences = 1_000_000_000;

    public static ImportedStrategy Read(MegatronArguments arguments, int? layers)
    {
        int? tensor = ReadTensor(arguments);
        int? pipeline = arguments.Int("pipeline-model-parallel-size", 1, MostRanks);
        int? context = arguments.Int("context-parallel-size", 1, MostRanks);
        return new ImportedStrategy
        {
            Framework = Framework(arguments),
            Tensor = tensor,
            SequenceParallel = arguments.Has("sequence-parallel") ? true : null,
            Pipeline = pipeline,
            VirtualStages = VirtualStages(arguments, layers, pipeline ?? 1),
            Context = context,
            ContextKind = ReadContextKind(arguments),
            Expert = arguments.Int("expert-model-parallel-size", 1, MostRanks),
            ExpertTensor = arguments.Int("expert-tensor-parallel-size", 1, MostRanks),
            Data = Replicas(arguments, (long)(tensor ?? 1) * (pipeline ?? 1) * (context ?? 1)),
            Sharding = ReadSharding(arguments),
            Recompute = ReadRecompute(arguments),
            MicroBatch = arguments.Int("micro-batch-size", 1, MostSequences),
            Precision = ReadPrecision(arguments),
            MainGradientBytes = arguments.Has("accumulate-allreduce-grads-in-fp32") ? 4 : null,
            Optimizer = ReadOptimizer(arguments),
            Offload = arguments.Has("optimizer-cpu-offload") || arguments.Has("cpu-optimizer") ? new OffloadPolicy(OffloadTarget.Cpu) : null,
            Attention = arguments.Has("use-flash-attn") || arguments.Has("use-flash-attn-v2") ? AttentionImplementation.Flash : null,
            Dropout = arguments.Number("hidden-dropout", 0, 0.99) is { } hidden
                ? Math.Max(hidden, arguments.Number("attention-dropout", 0, 0.99) ?? 0)
                : arguments.Number("attention-dropout", 0, 0.99),
        };
    }

    /// <summary>Tensor-parallel ranks, under their name of either generation.</summary>
    public static int? ReadTensor(MegatronArguments arguments) =>
        arguments.Int("tensor-model-parallel-size", 1, MostRanks) ?? arguments.Int("model-parallel-size", 1, MostRanks);

    public static ImportedWorkload ReadWorkload(MegatronArguments arguments)
    {
        int? length = arguments.Int("seq-length", 1, ConfigFields.Widest);
        int? batch = arguments.Int("global-batch-size", 1, MostSequences);
        double? tokens = arguments.Number("train-tokens", 1, 1e18);
        double? samples = arguments.Number("train-samples", 1, 1e18);
        double? steps = arguments.Number("train-iters", 1, 1e12);
        tokens ??= length is { } known ? samples * known ?? (steps * batch * known) : null;
        if (arguments.Has("rampup-batch-size"))
        {
            arguments.Warn("rampup-batch-size", "ignored: the batch is taken as constant");
        }

        return new ImportedWorkload { SequenceLength = length, GlobalBatch = batch, Tokens = tokens };
    }

    private static string Framework(MegatronArguments arguments) =>
        arguments.Has("deepspeed") || arguments.Has("zero-stage") || arguments.Has("deepspeed-config") ? "megatron-deepspeed"
        : arguments.Has("use-mcore-models") || arguments.Text("transformer-impl") == "transformer_engine" || arguments.Has("num-experts") ? "megatron-core"
        : "megatron";

    private static int? VirtualStages(MegatronArguments arguments, int? layers, int pipeline)
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
            arguments.Problem("num-layers-per-virtual-pipeline-stage", $"{perStage} layers in each of the chunks of {pipeline} stages do not divide the {layers ?? 0} layers");
            return null;
        }

        return depth / pipeline / perStage;
    }

    private static ContextParallelKind? ReadContextKind(MegatronArguments arguments) => arguments.Text("cp-comm-type") switch
    {
        "p2p" => ContextParallelKind.Ring,
        "a2a" => ContextParallelKind.AllToAll,
        "allgather" or "all_gather" => ContextParallelKind.AllGather,
        _ => null,
    };

    private static int? Replicas(MegatronArguments arguments, long modelRanks)
    {
        int? perNode = arguments.Int("nproc-per-node", 1, MostRanks);
        int? nodes = arguments.Int("nnodes", 1, MostRanks);
        if (perNode is not { } each || nodes is not { } count)
        {
            return null;
        }

        long ranks = (long)each * count;
        if (ranks % modelRanks != 0)
        {
            arguments.Problem("nnodes", $"{ranks} processes are not a multiple of the {modelRanks} ranks that hold one model");
            return null;
        }

        return (int)Math.Min(ranks / modelRanks, int.MaxValue);
    }

    private static Sharding? ReadSharding(MegatronArguments arguments)
    {
        int? stage = arguments.Int("zero-stage", 0, 3);
        return arguments.Has("use-torch-fsdp2") ? Sharding.FsdpFull
            : stage is { } zero ? (Sharding)zero
            : arguments.Has("use-distributed-optimizer") ? Sharding.Zero1
            : null;
    }

    private static RecomputePolicy? ReadRecompute(MegatronArguments arguments)
    {
        int layers = arguments.Int("recompute-num-layers", 1, ConfigFields.MostParts) ?? arguments.Int("checkpoint-num-layers", 1, ConfigFields.MostParts) ?? 0;
        string? method = arguments.Text("recompute-method") ?? arguments.Text("activations-checkpoint-method");
        string? granularity = arguments.Text("recompute-granularity");
        if (granularity == "full" || arguments.Has("checkpoint-activations") || arguments.Has("activations-checkpoint-method"))
        {
            if (method == "uniform" && layers > 1)
            {
                arguments.Warn("recompute-num-layers", $"a checkpoint every {layers} layers is read as one in every layer, which keeps more memory");
            }

            return new RecomputePolicy(RecomputeKind.Full, method == "block" ? layers : 0);
        }

        if (granularity is not (null or "selective" or "none"))
        {
            arguments.Problem("recompute-granularity", $"'{Input.JsonInput.Short(granularity)}' is not known; known: full, selective");
        }

        return granularity == "selective" || arguments.Has("recompute-activations") ? new RecomputePolicy(RecomputeKind.Selective) : null;
    }

    private static NumberFormat? ReadPrecision(MegatronArguments arguments)
    {
        bool bf16 = arguments.Has("bf16"), fp16 = arguments.Has("fp16");
        if (bf16 && fp16)
        {
            arguments.Problem("fp16", "bf16 and fp16 cannot both be given");
        }

        return arguments.Has("fp8-format") || arguments.Has("fp8-hybrid") ? NumberFormat.Fp8
            : bf16 ? NumberFormat.Bf16
            : fp16 ? NumberFormat.Fp16
            : null;
    }

    private static OptimizerKind? ReadOptimizer(MegatronArguments arguments) => arguments.Text("optimizer") switch
    {
        "adam" => OptimizerKind.AdamW,
        "sgd" => OptimizerKind.Sgd,
        _ => null,
    };
}
