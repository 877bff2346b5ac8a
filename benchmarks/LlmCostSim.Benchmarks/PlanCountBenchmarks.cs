using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Benchmarks;

/// <summary>The same search, nothing pruned, on ever more accelerators and so over ever more plans: the time per plan stays.</summary>
[MemoryDiagnoser]
public class PlanCountBenchmarks
{
    private readonly Estimator estimator = new();
    private PlanRequest request = null!;

    [Params(64, 512, 4096, 32768)]
    public int Gpus { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), Gpus, networkGbpsPerNode: 1600);
        var scenario = new TrainingScenario
        {
            Model = ModelCatalog.Default.Get("gpt-3-175b").Spec,
            Cluster = cluster,
            Framework = "megatron",
            Workload = new TrainingWorkload(2048, 2048, 300e9),
        };
        request = new PlanRequest(scenario) { Prune = false, Threads = 1 };
        Console.WriteLine($"// {Gpus} accelerators: {Whole()} plans");
    }

    [Benchmark]
    public long Whole() => PlanSearch.Find(request, estimator).Evaluated;
}
