using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class CompareVerbTests
{
    [Fact]
    public void Compare_FullAgainstQlora_ShowsTheDocumentedMemoryTermByTerm()
    {
        // Dettmers et al. 2023 (arXiv 2305.14314): more than 780 GB for full 16-bit fine-tuning of 65B, less than 48 GB with QLoRA.
        var (code, output, error) = Tool.Run("compare", Tool.Sample("full-vs-qlora"), "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var terms = json
            .RootElement.GetProperty("terms")
            .EnumerateArray()
            .ToDictionary(t => t.GetProperty("term").GetString()!, t => t.GetProperty("values"));
        Assert.True(terms["memory.perGpuBytes"][0].GetDouble() > 780e9);
        Assert.True(terms["memory.perGpuBytes"][1].GetDouble() < 48e9);
        Assert.Equal(2 * 65_285_660_672.0, terms["memory.weights"][0].GetDouble(), 1e9);
        Assert.Equal(8 * 65_285_660_672.0, terms["memory.optimizer"][0].GetDouble(), 1e9);
    }

    [Fact]
    public void Compare_Text_NamesWhatDecides()
    {
        var (code, output, _) = Tool.Run("compare", "full-vs-qlora");
        Assert.Equal(0, code);
        Assert.All(
            ["memory.weights", "nf4 with double quantization", "2 B per parameter", "adapters only", "infeasible"],
            word => Assert.Contains(word, output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Compare_OneScenario_ExitsTwo() => Assert.Equal(2, Tool.Run("compare", Tool.Sample("falcon-7b.json")).Code);

    /// <summary>Standard input may be one scenario beside files, or an array of them.</summary>
    [Fact]
    public void Compare_StandardInput_OneBesideAFileOrAnArray()
    {
        var text = File.ReadAllText(Tool.Sample("falcon-7b.json"));
        var twice = Tool.Run("compare", Tool.Sample("falcon-7b.json"), Tool.Sample("falcon-7b.json"), "--json");

        Assert.Equal((0, twice.Output, ""), Tool.RunWith(text, "compare", Tool.Sample("falcon-7b.json"), "-", "--json"));
        Assert.Equal((0, twice.Output, ""), Tool.RunWith($"[{text},{text}]", "compare", "-", "--json"));
    }

    [Theory]
    [InlineData("""{ "model": "falcon-7" }""", "-: $.model")]
    [InlineData("""[{ "model": "falcon-7b", "cluster": { "accelerator": "A100-SXM-40GB", "count": 0 } }]""", "-: $[0].cluster.count")]
    [InlineData("""[5]""", "-: $[0]")]
    [InlineData("{", "-: line 1")]
    public void Compare_StandardInput_BadOnes_NameTheirPlace(string input, string place)
    {
        var (code, _, error) = Tool.RunWith(input, "compare", Tool.Sample("falcon-7b.json"), "-");

        Assert.Equal(2, code);
        Assert.Contains(place, error, StringComparison.Ordinal);
        Assert.Equal(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(),
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
