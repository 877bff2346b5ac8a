using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Lowering;

/// <summary>
/// The counts that others published are in the model files, each with its status; the lowering has to give them to the parameter.
/// </summary>
public sealed class ParameterCountTests
{
    public static TheoryData<string> Published =>
        [.. ModelCatalog.Default.Models.Where(model => model.Card.PublishedParameters is not null).Select(model => model.Id)];

    public static TheoryData<string> Tied => ["falcon-7b", "falcon-40b", "falcon-180b"];

    [Theory]
    [MemberData(nameof(Published))]
    public void Total_PublishedCount_IsReproducedToTheParameter(string id)
    {
        ModelEntry model = ModelCatalog.Default.Get(id);
        Assert.Equal(model.Card.PublishedParameters, ParameterCount.Total(model.Spec));
    }

    /// <summary>The configuration of these models ties the head; their checkpoints store it all the same.</summary>
    [Theory]
    [MemberData(nameof(Tied))]
    public void Total_WithTheHeadTied_IsTheSecondCount(string id)
    {
        ModelEntry model = ModelCatalog.Default.Get(id);
        Assert.Equal(model.Card.AlternativeParameters, ParameterCount.Total(model.Spec with { TiedEmbeddings = true }));
    }

    /// <summary>
    /// Counts of models without a published one, recounted by hand-written sums over the same shapes; labels in billions are of the models'
    /// papers.
    /// </summary>
    [Theory]
    [InlineData("qwen3-8b", 8_190_735_360)]
    [InlineData("qwen3-32b", 32_762_123_264)]
    [InlineData("qwen3-30b-a3b", 30_532_122_624)]
    [InlineData("qwen3-235b-a22b", 235_093_634_560)]
    [InlineData("minimax-m2.5", 228_689_764_864)]
    [InlineData("mixtral-8x22b", 140_620_634_112)]
    [InlineData("deepseek-coder-33b", 33_342_991_360)]
    [InlineData("glm-130b", 128_697_794_560)]
    [InlineData("megatron-145b", 145_622_261_760)]
    [InlineData("megatron-310b", 310_130_540_544)]
    [InlineData("dbrx-132b", 131_596_523_520)]
    [InlineData("starcoderbase-15.5b", 15_517_456_384)]
    [InlineData("olmo-2-7b", 7_298_617_344)]
    [InlineData("smollm3-3b", 3_075_098_624)]
    public void Total_NoPublishedCount_EqualsTheRecount(string id, long count) =>
        Assert.Equal(count, ParameterCount.Total(ModelCatalog.Default.Get(id).Spec));

    /// <summary>
    /// Recounts over the configurations (the labels say A3B, A22B, 10B). DeepSeek-V3's published 37,552,282,624 leaves out the routers' 58
    /// x 256 correction biases.
    /// </summary>
    [Theory]
    [InlineData("mixtral-8x7b-v0.1", 12_879_925_248)]
    [InlineData("mixtral-8x22b", 39_152_031_744)]
    [InlineData("qwen3-30b-a3b", 3_353_032_704)]
    [InlineData("qwen3-235b-a22b", 22_190_763_520)]
    [InlineData("minimax-m2.5", 11_030_553_088)]
    [InlineData("deepseek-v3", 37_552_297_472)]
    public void Active_Mixture_EqualsTheRecount(string id, long count) =>
        Assert.Equal(count, ParameterCount.Active(ModelCatalog.Default.Get(id).Spec));
}
