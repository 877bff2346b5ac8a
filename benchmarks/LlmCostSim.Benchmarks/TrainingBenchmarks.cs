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
            Layout = new ParallelLayout
            {
                Tensor = 8,
                SequenceParallel = true,
                Pipeline = Pipeline,
                Data = 8,
            },
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

    /// <summary>Layouts, micro-batches and recomputations change, the sequence length does not: parts of the model come again.</summary>
    [Benchmark]
    public TrainingEstimate EstimateKnownParts()
    {
        sequence = (sequence + 1) & 1023;
        return estimator.Estimate(
            strategy with
            {
                MicroBatch = 1 << (sequence & 3),
                Recompute = new RecomputePolicy((RecomputeKind)(sequence % 3)),
                Layout = strategy.Layout with { Data = 4 << (sequence & 1) },
            },
            new TrainingWorkload(2048, 512)
        );
    }

    [Benchmark]
    public TrainingEstimate EstimateQlora()
    {
        sequence = 1024 + ((sequence + 1) & 1023);
        return estimator.Estimate(
            strategy with
            {
                Adapter = new AdapterSpec(AdapterKind.Qlora, 64, AdapterTargets.AllLinear, WeightQuantization.Nf4, true),
            },
            new TrainingWorkload(sequence, 512)
        );
    }
}
