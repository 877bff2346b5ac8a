using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Benchmarks;

/// <summary>One call of the collective model; the goal is 25 ns and no allocation.</summary>
[MemoryDiagnoser]
public class CollectiveBenchmarks
{
    private CollectiveKernel kernel;
    private CollectiveGroup inNode;
    private CollectiveGroup acrossNodes;
    private CollectiveKind kind;
    private double bytes;

    /// <summary>Which collective.</summary>
    [Params(
        nameof(CollectiveKind.AllReduce),
        nameof(CollectiveKind.AllGather),
        nameof(CollectiveKind.AllToAll),
        nameof(CollectiveKind.SendReceive)
    )]
    public string Kind { get; set; } = "";

    /// <summary>Prepares the model.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 64, 8);
        kernel = new CollectiveKernel(
            cluster,
            CollectiveConstants.For(cluster.Accelerator),
            CollectiveLibraries.Default.Get("vllm-0.24.0")
        );
        inNode = CollectiveGroup.WithinNode(8);
        acrossNodes = CollectiveGroup.Strided(64, 1, 8);
        kind = Enum.Parse<CollectiveKind>(Kind);
        bytes = 1 << 20;
    }

    /// <summary>Eight ranks in a node.</summary>
    [Benchmark]
    public double InNode() => kernel.Seconds(kind, bytes, inNode);

    /// <summary>Sixty-four ranks in eight nodes.</summary>
    [Benchmark]
    public double AcrossNodes() => kernel.Seconds(kind, bytes, acrossNodes);
}
