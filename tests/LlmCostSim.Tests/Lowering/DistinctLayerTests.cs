using LlmCostSim.Lowering;
using LlmCostSim.Models;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Layers that are lowered once for many.</summary>
public class DistinctLayerTests
{
    private static DistinctLayer[] Of(ModelSpec model)
    {
        var storage = new DistinctLayer[DistinctLayer.Most];
        return DistinctLayer.Of(model, storage).ToArray();
    }

    [Fact]
    public void Of_Dense_IsOneKind() => Assert.Equal([new(LayerKind.Dense, 0, 3)], Of(Llama));

    [Fact]
    public void Of_EncoderDecoder_HasCrossAttention() =>
        Assert.Equal([new(LayerKind.CrossDecoder, 0, 3)], Of(Llama with { EncoderLayers = 5 }));

    /// <summary>Gemma 2: every other layer sees a window, from the first.</summary>
    [Fact]
    public void Of_AlternatingWindow_IsTwoKinds() =>
        Assert.Equal([new(LayerKind.Dense, 5, 4), new(LayerKind.Dense, 0, 3)], Of(Windowed(layers: 7, every: 2)));

    /// <summary>DeepSeek: the first two layers are dense, the rest have experts.</summary>
    [Fact]
    public void Of_Mixture_IsTwoKinds() =>
        Assert.Equal([new(LayerKind.Dense, 0, 2), new(LayerKind.Mixture, 0, 5)], Of(Llama with { Layers = 7, Mixture = Small.Mixture }));

    /// <summary>Both at once, the most there can be: windows on layers 0, 3 and 6, experts from layer 2 on.</summary>
    [Fact]
    public void Of_WindowAndMixture_IsFourKinds()
    {
        var model = Windowed(layers: 7, every: 3) with { Mixture = Small.Mixture };
        Assert.Equal(
            [new(LayerKind.Dense, 5, 1), new(LayerKind.Dense, 0, 1), new(LayerKind.Mixture, 0, 3), new(LayerKind.Mixture, 5, 2)],
            Of(model)
        );
        // Each in a place of its own, the same as its layers'.
        Assert.Equal([1, 0, 2, 3], Of(model).Select(layer => layer.Place));
        Assert.Equal([1, 0, 2, 3, 2, 2, 3], Enumerable.Range(0, 7).Select(layer => DistinctLayer.PlaceOf(model, layer)));
        Assert.True(DistinctLayer.Uniform(Llama) && !DistinctLayer.Uniform(model) && !DistinctLayer.Uniform(model with { Mixture = null }));
    }

    /// <summary>
    /// The seven layers lie in places 1, 0, 2, 3, 2, 2, 3: of the four from layer 2 on three have experts without a window, one with; of the
    /// first two one is dense with a window, one without.
    /// </summary>
    [Theory]
    [InlineData(0, 2, 4, 0)]
    [InlineData(1, 2, 4, 0)]
    [InlineData(2, 2, 4, 3)]
    [InlineData(3, 2, 4, 1)]
    [InlineData(0, 0, 2, 1)]
    [InlineData(1, 0, 2, 1)]
    [InlineData(3, 0, 7, 2)]
    [InlineData(2, 2, 1, 1)]
    [InlineData(2, 2, 0, 0)]
    public void CountOf_SomeLayersOfFourKinds_IsThoseOfThePlace(int place, int first, int count, int found) =>
        Assert.Equal(found, DistinctLayer.CountOf(Windowed(layers: 7, every: 3) with { Mixture = Small.Mixture }, place, first, count));

    /// <summary>All layers of a uniform model are in the first place.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    public void CountOf_LayersThatAreAlike_IsAllOrNone(int place, int found) =>
        Assert.Equal(found, DistinctLayer.CountOf(Llama, place, 1, 2));
}
