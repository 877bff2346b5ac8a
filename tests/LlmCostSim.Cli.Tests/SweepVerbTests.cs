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

    [Theory]
    [InlineData("model.layers=1")]
    [InlineData("model.layers=1,2")]
    public void Sweep_FieldOfSomethingThatIsNoObject_IsBadInput(string vary)
    {
        var (code, output, error) = Tool.Run("sweep", "falcon-7b", "--vary", vary);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Equal("--vary: 'model.layers': 'model' is not an object\n", error);
    }
}
