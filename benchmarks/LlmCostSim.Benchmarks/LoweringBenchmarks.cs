using BenchmarkDotNet.Attributes;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;

namespace LlmCostSim.Benchmarks;

/// <summary>Model × strategy to the operations of one layer, and a whole model's parameters counted on them: 0 B for the layer.</summary>
[MemoryDiagnoser]
public class LoweringBenchmarks
{
    private readonly OpSpec[] ops = new OpSpec[ModelLowering.MaxOps];
    private ModelSpec model = null!;
    private LoweringOptions options;

    [Params("gpt-3-175b", "llama-2-70b", "deepseek-v3")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        model = ModelCatalog.Default.Get(Model).Spec;
        options = new LoweringOptions { Tensor = 8, SequenceParallel = true };
    }

    [Benchmark]
    public int Layer() => ModelLowering.LowerLayer(model, ModelLowering.KindOf(model, model.Layers - 1), 0, options, ops);

    [Benchmark]
    public long Parameters() => ParameterCount.Total(model);
}
