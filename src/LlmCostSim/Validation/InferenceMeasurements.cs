using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>Turns measured inference runs into what predicts them. Kernel models are built once per cluster and engine.</summary>
internal sealed class InferenceMeasurements(ValidationCatalogs catalogs)
{
    private readonly Dictionary<(string Accelerator, int Count, KernelLibraries Libraries), (Cluster Cluster, KernelSet Kernels)> kernels = [];

    public InferenceMeasurement Of(MeasuredRow row)
    {
        var run = InferenceRowReader.Read(row, catalogs);
        var engine = catalogs.Engines.ForVersion(run.Engine, run.EngineVersion);
        var (cluster, set) = Kernels(run.Cluster, engine);
        var (metric, perGpu) = MetricOf(row);
        return new InferenceMeasurement
        {
            Estimator = new InferenceEstimator(run.Model, cluster, engine, set),
            Engine = engine,
            Accelerator = cluster.Accelerator,
            Strategy = Strategy(run, row),
            Load = Load(run),
            Batch = new InferenceWorkload(run.LoadValue, run.InputTokens, run.OutputTokens),
            Metric = metric,
            // A static batch is that of one replica.
            Per = perGpu ? (run.Load == InferenceLoad.Static ? run.Tensor * run.Pipeline : Math.Max(1, cluster.Count)) : 1,
            Measured = row.Number("value_si") ?? 0,
            Label = ModelShape.Of(run.Model),
        };
    }

    private (Cluster Cluster, KernelSet Kernels) Kernels(Cluster cluster, InferenceEngine engine)
    {
        var key = (cluster.Accelerator.Id, cluster.Count, engine.Libraries);
        if (!kernels.TryGetValue(key, out var known))
        {
            kernels[key] = known = (cluster, KernelSet.Create(cluster, engine.Libraries));
        }

        return known;
    }

    private static InferenceStrategy Strategy(InferenceCase run, MeasuredRow row)
    {
        var bits = StoredWeights.MatrixBits(run.Weights) ?? throw new UnpredictableRowException($"weights format '{run.Weights}' is not known");
        var replicas = Math.Max(1, run.Cluster.Count / (run.Tensor * run.Pipeline));
        return new InferenceStrategy
        {
            Tensor = run.Tensor,
            Pipeline = run.Pipeline,
            Expert = run.Expert,
            AttentionData = run.AttentionData,
            Data = run.Load == InferenceLoad.Static ? 1 : replicas,
            Weights = Format(run.Weights, run.Activations, bits),
            WeightBits = bits,
            CacheBytes = CacheBytes(run, row),
            // gptSessionBenchmark (TensorRT-LLM's benchmarks/cpp, the tool of all static tables) fills every prompt with the padding token.
            EqualTokens = run.Load == InferenceLoad.Static && run.Engine == "tensorrt-llm",
        };
    }

    private static NumberFormat Format(string weights, string activations, double bits) => weights switch
    {
        "fp8" => NumberFormat.Fp8,
        "int8" when activations == "int8" => NumberFormat.Int8,
        "fp32" => NumberFormat.Fp32,
        _ => bits > 9 ? NumberFormat.Bf16 : bits > 6 ? NumberFormat.Int8WeightOnly : NumberFormat.Int4WeightOnly,
    };

    // Where the row leaves the cache open: NVIDIA's 8-bit checkpoints come with an 8-bit cache, which TensorRT-LLM always and vLLM keeps where the run names such a checkpoint; others keep 16 bits.
    private static double CacheBytes(InferenceCase run, MeasuredRow row) => run.KvCache switch
    {
        "fp8" or "int8" => 1,
        "" when run.Weights == "fp8" && run.Engine is "tensorrt-llm" or "nim" => 1,
        "" when run.Weights == "fp8" && row.Text("notes").StartsWith("id=nvidia_", StringComparison.Ordinal) => 1,
        _ => 2,
    };

    private static ServingLoad? Load(InferenceCase run) => run.Load switch
    {
        // Load generators send ten requests for each in flight; AIPerf makes 100 different prompts unless told otherwise (its command line options, --num-dataset-entries).
        InferenceLoad.Closed => new ServingLoad(ServingLoadKind.Closed, run.LoadValue, run.InputTokens, run.OutputTokens, 10 * run.LoadValue, RepeatsPrompts(run) ? 100 : 0),
        // The one published table of open loads and bursts sends 500 requests.
        InferenceLoad.Open => new ServingLoad(ServingLoadKind.Open, run.LoadValue, run.InputTokens, run.OutputTokens, 500),
        InferenceLoad.Burst => new ServingLoad(ServingLoadKind.Burst, 500, run.InputTokens, run.OutputTokens),
        InferenceLoad.Max => new ServingLoad(ServingLoadKind.Full, 0, run.InputTokens, run.OutputTokens),
        _ => null,
    };

    // The one campaign in whose runs prompts are worked on faster than the GPU's peak allows: the default of the load generator, and vLLM's prefix cache, on since its version 1 engine.
    private static bool RepeatsPrompts(InferenceCase run) => (run.Engine, run.EngineVersion) is ("vllm", "0.12.0") or ("sglang", "0.5.6.post2");

    private static (InferenceMetric Metric, bool PerGpu) MetricOf(MeasuredRow row) => row.Text("metric") switch
    {
        "ttft" or "mean_ttft" => (InferenceMetric.TimeToFirstToken, false),
        "tpot" or "mean_tpot" or "mean_itl" => (InferenceMetric.TimePerOutputToken, false),
        "e2e_latency" => (InferenceMetric.EndToEnd, false),
        "output_throughput" => (InferenceMetric.OutputRate, false),
        "output_throughput_per_gpu" => (InferenceMetric.OutputRate, true),
        "decode_throughput" => (InferenceMetric.GenerationRate, false),
        "decode_throughput_per_gpu" => (InferenceMetric.GenerationRate, true),
        "prefill_throughput" => (InferenceMetric.PromptRate, false),
        "prefill_throughput_per_gpu" => (InferenceMetric.PromptRate, true),
        "gpu_memory" => (InferenceMetric.Memory, false),
        "fits" => (InferenceMetric.Fits, false),
        var metric => throw new UnpredictableRowException($"no prediction for {metric}"),
    };
}
