namespace LlmCostSim.Cli.Tests;

public sealed class SweepVerbTests : FileTests
{
    [Fact]
    public void Sweep_MemberGivenTwice_IsNamed()
    {
        var file = Write(
            "twins.json",
            """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 }, "cluster": { "count": 8 } }"""
        );
        var (code, _, error) = Tool.Run("sweep", file, "--vary", "cluster.count=8,16");
        Assert.Equal(2, code);
        Assert.Contains("$.cluster: is given twice", error, StringComparison.Ordinal);
    }
}
