using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Benchmarks;

/// <summary>One call of the elementwise model; the goal is 10 ns and no allocation.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private ElementwiseKernel kernel;
    private double bytes;
    private double rows;

    /// <summary>Prepares the model.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var accelerator = HardwareCatalog.Default.Get("A100-SXM-80GB");
        kernel = new ElementwiseKernel(accelerator, ElementwiseConstants.For(accelerator), ElementwiseLibraryConstants.Get("vllm-2024"));
        (bytes, rows) = (33554432, 2048);
    }

    /// <summary>A plain stream.</summary>
    [Benchmark(Baseline = true)]
    public double Stream() => kernel.Seconds(bytes);

    /// <summary>A norm, one block a row.</summary>
    [Benchmark]
    public double Norm() => kernel.Seconds(ElementwiseKind.Norm, bytes, rows);
}
