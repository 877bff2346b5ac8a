using BenchmarkDotNet.Attributes;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Benchmarks;

/// <summary>
/// The memory reading alone: a model's parts lowered and walked for what is alive, and the peak of one pipeline stage: 0 B.
/// </summary>
[MemoryDiagnoser]
public class MemoryBenchmarks
{
    private readonly SoftwareStack stack = StackCatalog.Default.Get("megatron");
    private TrainingStrategy strategy;
    private LoweringOptions options;
    private ModelSpec spec = null!;

    [Params("gpt-3-175b", "mixtral-8x7b")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        spec = ModelCatalog.Default.Get(Model).Spec;
        strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 8,
                SequenceParallel = true,
                Pipeline = 8,
                Data = 8,
            },
            Recompute = new RecomputePolicy(RecomputeKind.Selective),
        };
        options = LoweringOptions.For(strategy, new TrainingWorkload(2048, 512), stack);
    }

    [Benchmark]
    public Bytes FirstStage() => StageMemory.Of(spec, options, strategy, stack, 0, 64).Memory.Total;
}
