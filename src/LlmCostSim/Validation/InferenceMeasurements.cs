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
    private readonly Dictionary<(string Accelerator, int Count, KernelLibraries Libraries), (Cluster Cluster, KernelSet Kernels)> kernels =
    [];

    public InferenceMeasurement Of(MeasuredRow row)
    {
        var run = InferenceRowReader.Read(row, catalogs);
        var engine = catalogs.Engines.ForVersion(run.Engine, run.EngineVersion);
        var (cluster, set) = Kernels(run.Cluster, engine);
        var (metric, perGpu) = MetricOf(row);
        var test = LoadTest.Of(row);
        return new InferenceMeasurement
        {
            Estimator = new InferenceEstimator(run.Model, cluster, engine, set),
            Engine = engine,
            Accelerator = cluster.Accelerator,
            Strategy = Strategy(run, test),
            Load = Load(run, test),
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

    private static InferenceStrategy Strategy(InferenceCase run, LoadTest test)
    {
        var bits =
            StoredWeights.MatrixBits(run.Weights) ?? throw new UnpredictableRowException($"weights format '{run.Weights}' is not known");
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
            CacheBytes =
                test.CacheBytesInstead
                ?? run.KvCache switch
                {
                    "fp8" or "int8" => 1,
                    "" => test.CacheBytes,
                    _ => 2,
                },
            EqualTokens = test.EqualTokens,
        };
    }

    private static NumberFormat Format(string weights, string activations, double bits) =>
        weights switch
        {
            "fp8" => NumberFormat.Fp8,
            "int8" when activations == "int8" => NumberFormat.Int8,
            "fp32" => NumberFormat.Fp32,
            _ => bits > 9 ? NumberFormat.Bf16
            : bits > 6 ? NumberFormat.Int8WeightOnly
            : NumberFormat.Int4WeightOnly,
        };

    private static ServingLoad? Load(InferenceCase run, LoadTest test)
    {
        var requests = test.Requests ?? (test.RequestsPerClient * run.LoadValue);
        return run.Load switch
        {
            InferenceLoad.Closed => Load(ServingLoadKind.Closed, run.LoadValue, requests),
            InferenceLoad.Open => Load(ServingLoadKind.Open, run.LoadValue, requests),
            InferenceLoad.Burst when requests > 0 => Load(ServingLoadKind.Burst, requests, 0),
            InferenceLoad.Burst => throw new UnpredictableRowException("how many requests come at once is not stated"),
            InferenceLoad.Max => Load(ServingLoadKind.Full, 0, 0),
            _ => null,
        };

        ServingLoad Load(ServingLoadKind kind, double value, double all) =>
            new(kind, value, run.InputTokens, run.OutputTokens, all, test.DistinctPrompts)
            {
                LengthSpread = test.LengthSpread,
                WaitSteps = test.WaitSteps,
                WaitTokens = test.WaitTokens,
            };
    }

    private static (InferenceMetric Metric, bool PerGpu) MetricOf(MeasuredRow row) =>
        row.Text("metric") switch
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
