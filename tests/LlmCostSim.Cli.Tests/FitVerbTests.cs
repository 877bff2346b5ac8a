using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class FitVerbTests
{
    [Fact]
    public void Fit_Json_HasEveryMethod()
    {
        var (code, output, _) = Tool.Run("fit", "--gpu", "RTX-4090", "--json");
        Assert.Equal(0, code);
        var methods = JsonDocument.Parse(output).RootElement.GetProperty("methods").EnumerateArray().ToArray();
        Assert.Equal(
            ["full", "lora", "qlora", "inference bf16", "inference int8", "inference int4"],
            methods.Select(static m => m.GetProperty("method").GetString())
        );
        Assert.All(methods, static m => Assert.True(m.GetProperty("fits").GetBoolean()));
    }

    [Fact]
    public void Fit_ModelThatNothingFits_ExitsOne()
    {
        var (code, output, _) = Tool.Run("fit", "--gpu", "T4-16GB", "--model", "llama-3.1-405b");
        Assert.Equal(1, code);
        Assert.Contains("none", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnknownGpu_ExitsTwoAndSuggests()
    {
        var (code, _, error) = Tool.Run("fit", "--gpu", "RTX-4091");
        Assert.Equal(2, code);
        Assert.Contains("4090", error, StringComparison.Ordinal);
    }
}
