using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Benchmarks;

/// <summary>One matrix multiply with the choice of tile and split: at most 80 ns and 0 B.</summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private GemmKernel _kernel;

    [Params(16, 512, 8192)]
    public double M { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var accelerator = HardwareCatalog.Default.Get("H100-SXM-80GB");
        _kernel = new GemmKernel(accelerator, GemmConstants.For(accelerator), GemmLibraryConstants.Default, NumberFormat.Bf16);
    }

    [Benchmark]
    public double Seconds() => _kernel.Seconds(M, 4096, 4096);

    /// <summary>Few columns over a long K: splits are priced, too.</summary>
    [Benchmark]
    public double Split() => _kernel.Seconds(M, 512, 16384);

    [Benchmark]
    public double Grouped() => _kernel.Seconds(M, 1408, 2048, 64);
}
