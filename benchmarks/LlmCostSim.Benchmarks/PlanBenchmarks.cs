using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Benchmarks;

/// <summary>
/// The search for GPT-3 175B on 4,096 A100 over the default space, on one thread, and the parts of one plan: what is allocated does not
/// grow with the plans.
/// </summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private readonly Estimator estimator = new();
    private PlanRequest request = null!;
    private StepComposer composer = null!;
    private TrainingStrategy strategy;
    private PipelineOrder order;
    private double passes;

    [GlobalSetup]
    public void Setup()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 4096, networkGbpsPerNode: 1600);
        var model = ModelCatalog.Default.Get("gpt-3-175b").Spec;
        var workload = new TrainingWorkload(2048, 2048, 300e9);
        request = new PlanRequest(
            new TrainingScenario
            {
                Model = model,
                Cluster = cluster,
                Framework = "megatron",
                Workload = workload,
            }
        )
        {
            Threads = 1,
        };
        composer = new TrainingEstimator(model, cluster, StackCatalog.Default.Get("megatron")).Compose(workload);
        strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 8,
                SequenceParallel = true,
                Pipeline = 16,
                Data = 32,
            },
        };
        composer.Read(strategy);
        composer.Divide(strategy);
        composer.Shard(strategy);
        order = new PipelineOrder(PipelineSchedule.Interleaved, 2);
        passes = composer.Passes(order);
    }

    [Benchmark]
    public long Pruned() => PlanSearch.Find(request, estimator).Enumerated;

    [Benchmark]
    public long Whole() => PlanSearch.Find(request with { Prune = false }, estimator).Enumerated;

    [Benchmark]
    public void Read() => composer.Read(strategy);

    [Benchmark]
    public double Divide() => composer.Divide(strategy);

    [Benchmark]
    public double Passes() => composer.Passes(order);

    [Benchmark]
    public double Shard() => composer.Shard(strategy);

    [Benchmark]
    public double SecondsAndBytes() => composer.Seconds(passes, order) + composer.Bytes(order);
}
