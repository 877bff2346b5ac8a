using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Benchmarks;

/// <summary>One complete training estimate, memory, time and breakdowns, of a strategy that was never seen before: 0 B.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private TrainingEstimator estimator = null!;
    private TrainingStrategy strategy;
    private int sequence;

    [Params(1, 8)]
    public int Pipeline { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 64 * Pipeline, networkGbpsPerNode: 1600);
        estimator = new TrainingEstimator(ModelCatalog.Default.Get("gpt-3-175b").Spec, cluster, StackCatalog.Default.Get("megatron"));
        strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout { Tensor = 8, SequenceParallel = true, Pipeline = Pipeline, Data = 8 },
            Sharding = Sharding.Zero1,
            Recompute = new RecomputePolicy(RecomputeKind.Selective),
        };
    }

    /// <summary>Another sequence length each time, so that nothing can be remembered.</summary>
    [Benchmark]
    public TrainingEstimate EstimateNew()
    {
        sequence = 1024 + ((sequence + 1) & 1023);
        return estimator.Estimate(strategy, new TrainingWorkload(sequence, 512));
    }

    [Benchmark]
    public TrainingEstimate EstimateQlora() =>
        estimator.Estimate(strategy with { Adapter = new AdapterSpec(AdapterKind.Qlora, 64, AdapterTargets.AllLinear, WeightQuantization.Nf4, true) }, new TrainingWorkload(2048, 512));
}
