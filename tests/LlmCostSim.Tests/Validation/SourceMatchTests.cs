using LlmCostSim.Hardware;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

public sealed class SourceMatchTests
{
    private static readonly (string Source, string Chip)[] Known =
    [
        ("aic-vllm-0.14.0", "a100"),
        ("aic-vllm-0.24.0", "h100"),
        ("aic-sglang-0.5.10", "a100"),
        ("vidur-7d47513", "a100"),
    ];

    [Theory]
    [InlineData("aic-vllm-0.14.0", "a100", "aic-vllm-0.14.0")]
    [InlineData("aic-vllm-0.25.1", "a100", "aic-vllm-0.14.0")]
    [InlineData("aic-vllm-0.25.1", "h100", "aic-vllm-0.24.0")]
    [InlineData("aic-sglang-0.6.0", "h100", "aic-sglang-0.5.10")]
    [InlineData("vidur-e2d00e9", "a100", "vidur-7d47513")]
    [InlineData("somebody-1.0", "h100", "aic-vllm-0.24.0")]
    public void Nearest_UnlistedSource_TakesItsFamilyThenItsChip(string source, string chip, string expected) =>
        Assert.Equal(expected, SourceMatch.Nearest(Known, known => known, source, chip).First().Source);

    [Fact]
    public void Library_FormatThatTheSourceLacks_TakesAnotherSourcesOfThatFormat() =>
        Assert.Contains(
            "/int4_wo@a100",
            GemmRows.Library("aic-vllm-0.14.0", "a100", NumberFormat.Int4WeightOnly).Id,
            StringComparison.Ordinal
        );
}
