using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Stacks;

public class EngineCatalogTests
{
    [Theory]
    [InlineData("tensorrt-llm", "0.5", "tensorrt-llm-0.5")]
    [InlineData("tensorrt-llm", "0.6.1", "tensorrt-llm-0.5")]
    [InlineData("tensorrt-llm", "0.9.0", "tensorrt-llm-0.8")]
    [InlineData("tensorrt-llm", "0.17", "tensorrt-llm-0.12")]
    [InlineData("tensorrt-llm", "1.0", "tensorrt-llm")]
    [InlineData("tensorrt-llm", "1.2.0", "tensorrt-llm")]
    [InlineData("tensorrt-llm", "", "tensorrt-llm")]
    [InlineData("tensorrt-llm", "1.0.0rc3", "tensorrt-llm-1.0.0rc3")]
    [InlineData("vllm", "", "vllm")]
    [InlineData("vllm", "0.6.2", "vllm-0.2")]
    [InlineData("vllm", "0.12.0", "vllm-0.12")]
    [InlineData("fastertransformer", "", "fastertransformer")]
    public void ForVersion_OfAFamily_IsTheConstantsMeasuredNearest(string family, string version, string id) =>
        Assert.Equal(id, EngineCatalog.Default.ForVersion(family, version).Id);
}
