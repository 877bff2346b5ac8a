using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Benchmarks;

/// <summary>
/// Llama 2 70B on eight A100: a batch of new lengths under a layout that was seen (0 B), the same of Mixtral 8x7B and under continuous
/// batching, one under a new layout, and a search over the ways to serve it.
/// </summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private readonly Estimator facade = new();
    private InferenceEstimator estimator = null!,
        experts = null!;
    private InferencePlanRequest request = null!;
    private int turn;

    [GlobalSetup]
    public void Setup()
    {
        var model = ModelCatalog.Default.Get("llama2-70b").Spec;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8);
        estimator = new InferenceEstimator(model, cluster, EngineCatalog.Default.Get("vllm"));
        experts = new InferenceEstimator(ModelCatalog.Default.Get("mixtral-8x7b").Spec, cluster, EngineCatalog.Default.Get("vllm"));
        request = new InferencePlanRequest(
            new InferenceScenario
            {
                Model = model,
                Cluster = cluster,
                Framework = "vllm",
                Workload = new InferenceWorkload(1, 1024, 256),
            }
        )
        {
            Threads = 1,
        };
    }

    [Benchmark]
    public InferenceEstimate NewLengths()
    {
        turn = (turn + 1) & 1023;
        return estimator.Estimate(new InferenceStrategy { Tensor = 8 }, new InferenceWorkload(1 + (turn & 63), 512 + turn, 128));
    }

    [Benchmark]
    public InferenceEstimate NewLengthsOfExperts()
    {
        turn = (turn + 1) & 1023;
        return experts.Estimate(new InferenceStrategy { Tensor = 8 }, new InferenceWorkload(1 + (turn & 63), 512 + turn, 128));
    }

    [Benchmark]
    public double Load()
    {
        turn = (turn + 1) & 1023;
        return estimator
            .Estimate(new InferenceStrategy { Tensor = 8 }, new ServingLoad(ServingLoadKind.Closed, 1 + (turn & 255), 512 + turn, 256))
            .OutputTokensPerSecond;
    }

    [Benchmark]
    public InferenceEstimate NewLayout()
    {
        turn = (turn + 1) & 1023;
        return estimator.Estimate(new InferenceStrategy { Tensor = 1 << (turn & 3) }, new InferenceWorkload(16, 512, 128));
    }

    [Benchmark]
    public long Search() => InferencePlanSearch.Find(request, facade).Enumerated;
}
