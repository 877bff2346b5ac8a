using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Benchmarks;

/// <summary>
/// A search on one and two threads, nothing pruned, beside a loop of plain arithmetic that does as much per thread: what the second core
/// brings to either.
/// </summary>
public class PlanThreadBenchmarks
{
    private const int Steps = 4_000_000;

    private readonly Estimator estimator = new();
    private PlanRequest request = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 4096, networkGbpsPerNode: 1600);
        var scenario = new TrainingScenario
        {
            Model = ModelCatalog.Default.Get("gpt-3-175b").Spec,
            Cluster = cluster,
            Framework = "megatron",
            Workload = new TrainingWorkload(2048, 2048, 300e9),
        };
        request = new PlanRequest(scenario) { Prune = false, Threads = Threads };
    }

    [Benchmark]
    public long Plans() => PlanSearch.Find(request, estimator).Evaluated;

    /// <summary>The same number of steps in all, divided over the threads.</summary>
    [Benchmark]
    public void Loop() =>
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ => Arithmetic(Steps / Threads));

    private static double Arithmetic(int steps)
    {
        var x = 1.0;
        for (var i = 0; i < steps; i++)
        {
            x = (x * 0.999999) + 1e-6;
        }

        return x;
    }
}
