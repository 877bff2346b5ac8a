using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Stacks;

public sealed class CollectiveLibrariesTests
{
    // The sources of the measured rows say which version ran on which chip.
    [Theory]
    [InlineData("vllm", "a100", "vllm-0.14.0")]
    [InlineData("vllm", "h100", "vllm-0.24.0")]
    [InlineData("trtllm", "a100", "trtllm-1.0.0")]
    [InlineData("sglang", "another", "sglang-0.5.14")]
    [InlineData("nccl-2.27.3", "a100", "nccl-2.27.3")]
    public void On_FamilyOrName_IsTheVersionMeasuredOnTheChip(string family, string chip, string library) =>
        Assert.Equal(library, CollectiveLibraries.Default.On(family, chip).Name);

    [Fact]
    public void On_UnknownFamily_IsRefusedWithTheNearestName() =>
        Assert.Contains(
            "nccl-2.27.3",
            Assert.Throws<UnknownNameException>(() => CollectiveLibraries.Default.On("nccl-2.27.4", "a100")).Suggestions
        );
}
