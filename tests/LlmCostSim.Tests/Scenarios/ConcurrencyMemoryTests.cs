using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Memory of requests in flight under continuous batching: who finds no room waits outside it.</summary>
public sealed class ConcurrencyMemoryTests
{
    private static InferenceReport Report(string engine, string model, int concurrency, int output = 3000) =>
        (InferenceReport)
            new Estimator().Estimate(
                new ScenarioReader().Read(
                    $$"""
                    {
                      "kind": "inference", "model": "{{model}}", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 },
                      "strategy": { "framework": "{{engine}}" },
                      "workload": { "concurrency": {{concurrency}}, "inputTokens": 1000, "outputTokens": {{output}} }
                    }
                    """
                )
            );

    /// <summary>
    /// 32 layers, keys and values of 8 heads of 128 channels in 16 bits: 131,072 bytes a token. An engine that lets outputs grow holds half
    /// of one in the mean, one that reserves them all of it.
    /// </summary>
    [Theory]
    [InlineData("vllm", 1000 + 1500)]
    [InlineData("tensorrt-llm", 1000 + 3000)]
    public void Cache_OfTenRequests_IsWhatTheEngineReserves(string engine, double tokens) =>
        Assert.Equal(10 * tokens * 131072, Report(engine, "llama-3.1-8b", 10).Estimate.Memory.KeyValueCache.TotalBytes, 1.0);

    [Fact]
    public void Cache_OfOneRequest_IsItsFullLength() =>
        Assert.Equal(4000.0 * 131072, Report("vllm", "llama-3.1-8b", 1).Estimate.Memory.KeyValueCache.TotalBytes, 1.0);

    /// <summary>With and without windows that have passed.</summary>
    [Theory]
    [InlineData("vllm", "llama-3.1-8b", 3000)]
    [InlineData("sglang", "llama-3.1-8b", 3000)]
    [InlineData("tensorrt-llm", "llama-3.1-8b", 3000)]
    [InlineData("vllm", "gemma-2-9b", 6000)]
    public void MoreThanFit_WaitForAPlace_AndTheMemoryIsFull(string engine, string model, int output)
    {
        var report = Report(engine, model, 5000, output);
        Assert.Empty(report.Reasons);
        Assert.InRange(report.Estimate.Memory.Total.TotalBytes / report.Capacity.TotalBytes, 0.9, 1);
    }

    [Fact]
    public void OneThatNeverFits_IsAReason() =>
        Assert.StartsWith("needs ", Assert.Single(Report("vllm", "llama-3.1-8b", 1, 600_000).Reasons), StringComparison.Ordinal);
}
