using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Benchmarks;

/// <summary>
/// Simulated requests of Llama 2 70B over eight A100: what is allocated belongs to the start of a run and does not grow with its requests.
/// </summary>
[MemoryDiagnoser]
public class ServingBenchmarks
{
    private const int Requests = 100_000;

    private static readonly InferenceStrategy Strategy = new() { Tensor = 8 };

    private readonly ServingSimulator simulator = new(
        ModelCatalog.Default.Get("llama-2-70b").Spec,
        Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8),
        EngineCatalog.Default.Get("vllm")
    );

    /// <summary>256 in flight, 512 tokens in, 256 out.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public double Closed() => Run(Arrivals.Closed(256), LengthDistribution.Constant(512), LengthDistribution.Constant(256));

    /// <summary>The same with lengths that differ, so that hardly a step is like another.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public double ClosedMixed() =>
        Run(Arrivals.Closed(256), LengthDistribution.LogNormal(512, 400), LengthDistribution.LogNormal(256, 200));

    /// <summary>Poisson arrivals, three a second.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public double Open() => Run(Arrivals.Poisson(3), LengthDistribution.LogNormal(512, 400), LengthDistribution.LogNormal(256, 200));

    private double Run(Arrivals arrivals, LengthDistribution input, LengthDistribution output) =>
        simulator
            .Run(
                Strategy,
                new SchedulingOptions(),
                new ServingWorkload
                {
                    Requests = Requests,
                    Arrivals = arrivals,
                    Input = input,
                    Output = output,
                }
            )
            .Horizon;
}
