using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Training;

/// <summary>What the layers of a stage keep and hold (Korthikanti et al. 2022), of Llama 2 7B on four stages of eight layers.</summary>
public sealed class LayerMemoryTests
{
    private static readonly ModelSpec Model = ModelCatalog.Default.Get("llama-2-7b").Spec;

    private static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core") with { Memory = new MemoryConstants() };

    private static readonly TrainingStrategy Plan = new()
    {
        Layout = new ParallelLayout { Pipeline = 4 },
        MicroBatch = 1,
    };

    private static readonly TrainingWorkload Work = new(2048, 16);

    private static (double Activations, double States) OfLayers(int stage) =>
        StageMemory.OfLayers(Model, LoweringOptions.For(Plan, Work, Stack), Plan, Stack, stage, Work.MicroBatches(Plan));

    /// <summary>
    /// A layer's matrices have 4·4,096² + 3·4,096·11,008 parameters; each takes 2 bytes of weights, 4 of the gradient and 12 of master copy
    /// and Adam's moments. Table and head of the outer stages are none of the layers'.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void States_OfEightLayers_AreEighteenBytesPerParameter(int stage) =>
        Assert.Equal(18 * 8 * ((4.0 * 4096 * 4096) + (3.0 * 4096 * 11008)), OfLayers(stage).States, 1);

    /// <summary>One forward, one backward: four micro-batches in flight on the first stage, one on the last.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void Activations_OfAStage_AreThoseOfTheMicroBatchesInFlight(int stage, int inFlight) =>
        Assert.Equal(inFlight * OfLayers(3).Activations, OfLayers(stage).Activations);

    /// <summary>
    /// Fused attention and SwiGLU in 16 bits, per token: 9 tensors of 4,096 channels and 4 of 11,008 at most, 2 bytes each; at least the
    /// layer's input, queries, keys, values, the attention's result and the three of the feed-forward.
    /// </summary>
    [Fact]
    public void Activations_OfTheLastStage_AreOneMicroBatchs() =>
        Assert.InRange(OfLayers(3).Activations / (8 * 2048 * 2), (5 * 4096) + (3 * 11008), (9 * 4096) + (4 * 11008) + 200);
}
