using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Training.ToyStates;

namespace LlmCostSim.Tests.Training;

/// <summary>Weights that are divided, or away, and come for a while; by hand on <see cref="ToyStates"/>.</summary>
public class GatheredMemoryTests
{
    /// <summary>
    /// Sharded weights are gathered layer by layer: what lies outside the layers (600) and layers (of 350), in 16 bits, and the unreduced
    /// gradient of the largest unit (400) in fp32. A prefetch buffer counts where it is larger, the whole stage at most; shard-grad-op keeps
    /// everything gathered between the passes.
    /// </summary>
    [Theory]
    [InlineData(Sharding.FsdpFull, 2, 0, 600 + (2 * 350))]
    [InlineData(Sharding.Zero3, 1, 0, 600 + (1 * 350))]
    [InlineData(Sharding.Zero3, 2, 900, 600 + 900)]
    [InlineData(Sharding.Zero3, 2, 1e6, All + 50)]
    [InlineData(Sharding.FsdpGradOp, 2, 0, All + 50)]
    public void Gathered_OfShardedWeights_AreLayersThatComeAndGo(Sharding sharding, double layers, double buffer, double elements) =>
        Assert.Equal(
            (elements * 2) + (400 * 4),
            Of(Plan with { Sharding = sharding }, new MemoryConstants { GatheredLayers = layers, GatherBufferElements = buffer }).Gathered
        );

    [Fact]
    public void Gathered_OfWholeWeights_IsNothing() => Assert.Equal(0, Of(Plan with { Sharding = Sharding.Zero2 }).Gathered);

    [Fact]
    public void Gathered_OfFrozenWeights_HasNoGradients() =>
        Assert.Equal((600 + (2 * 350)) * 2, Of(Plan with { Sharding = Sharding.Zero3, Adapter = Lora }).Gathered);

    /// <summary>
    /// Quantised matrices and experts are gathered as they are stored: of the 1,750 elements inside layers 1,600, so of two layers' 700 as
    /// many in proportion, and all of them where everything is gathered.
    /// </summary>
    [Theory]
    [InlineData(Sharding.FsdpFull, 700)]
    [InlineData(Sharding.FsdpGradOp, All + 50 - 600)]
    public void Gathered_OfQuantisedWeights_IsPacked(Sharding sharding, double inLayers)
    {
        var qlora = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.AllLinear, WeightQuantization.Nf4);
        var packed = inLayers * (1000 + Experts) / (All + 50 - 600);
        Assert.Equal(
            (600 + inLayers - packed) * 2 + packed * qlora.BitsPerWeight / 8,
            Of(Plan with { Sharding = sharding, Adapter = qlora }).Gathered,
            1e-9
        );
    }

    /// <summary>
    /// DeepSpeed's bucket of 30 elements exists in the gradients' 2 and in the reduction's 4 bytes; the unreduced gradient then in 2.
    /// </summary>
    [Fact]
    public void Gathered_ReductionBucket_IsThereTwice() =>
        Assert.Equal(
            (600 + 2 * 350) * 2 + 400 * 2 + 30 * (2 + 4),
            Of(Plan with { Sharding = Sharding.Zero3 }, new MemoryConstants { ReduceBufferElements = 30 }).Gathered
        );

    /// <summary>
    /// FSDP 1 around frozen weights as litgpt wraps it: everything stays gathered, and gradients of a layer and of what is outside are as
    /// wide as these.
    /// </summary>
    [Fact]
    public void Gathered_KeptByTheStack_IsEverything()
    {
        var constants = new MemoryConstants { Retention = TensorRetention.GatheredWeights };
        var lora = Plan with { Sharding = Sharding.FsdpFull, Adapter = Lora };
        Assert.Equal(2 * (All + 50) + 2 * (600 + 350), Of(lora, constants).Gathered);
        Assert.Equal(
            Of(Plan with { Sharding = Sharding.FsdpFull }).Gathered,
            Of(Plan with { Sharding = Sharding.FsdpFull }, constants).Gathered
        );
    }

    /// <summary>ZeRO-Infinity: weights are fetched as sharded ones are gathered.</summary>
    [Fact]
    public void Offload_Parameters_AreFetchedByLayer()
    {
        var states = Of(Plan with { Offload = new OffloadPolicy(Parameters: OffloadTarget.Nvme) });
        Assert.Equal((0, (600 + 2 * 350) * 2 + 400 * 4), (states.Weights, states.Gathered));
    }

    /// <summary>
    /// Gradients that accumulate whole before they are reduced, and the unit outside the layers (600) gathered in 16 bits with its fp32
    /// gradients and the flat tensor of these.
    /// </summary>
    [Fact]
    public void Sharded_WholeAccumulationAndFlatUnits_AreCountedApart()
    {
        var states = Of(Plan with { Sharding = Sharding.FsdpFull }, WholeAndFlat);
        Assert.Equal((4 * All, 600 * (2 + (2 * 4))), (states.Accumulated, states.FlatUnit));
    }

    [Fact]
    public void Frozen_WholeAccumulationAndFlatUnits_AreNotThere()
    {
        var states = Of(Plan with { Sharding = Sharding.FsdpFull, Adapter = Lora }, WholeAndFlat);
        Assert.Equal((0, 0), (states.Accumulated, states.FlatUnit));
    }

    [Fact]
    public void Unsharded_WholeAccumulation_IsNotThere() => Assert.Equal(0, Of(Plan, WholeAndFlat).Accumulated);

    [Fact]
    public void Sharded_WithoutFlatUnits_HasNone() => Assert.Equal(0, Of(Plan with { Sharding = Sharding.FsdpFull }).FlatUnit);

    private static readonly MemoryConstants WholeAndFlat = new()
    {
        Retention = TensorRetention.WholeAccumulation | TensorRetention.FlatUnits,
    };
}
