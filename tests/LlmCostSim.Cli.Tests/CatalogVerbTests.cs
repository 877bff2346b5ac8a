using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class CatalogVerbTests : FileTests
{
    [Fact]
    public void Models_Json_HasExactParametersAndSources()
    {
        var (code, output, _) = Tool.Run("models", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var models = json.RootElement.GetProperty("models").EnumerateArray().ToDictionary(m => m.GetProperty("id").GetString()!);
        Assert.Equal(7_217_189_760, models["falcon-7b"].GetProperty("parameters").GetInt64());
        Assert.Equal(65_285_660_672, models["llama-65b"].GetProperty("parameters").GetInt64());
        Assert.True(
            models["mixtral-8x7b-v0.1"].GetProperty("activeParameters").GetInt64()
                < models["mixtral-8x7b-v0.1"].GetProperty("parameters").GetInt64()
        );
        Assert.All(
            models.Values,
            m => Assert.True(m.GetProperty("sources").GetArrayLength() + m.GetProperty("unverified").GetArrayLength() > 0)
        );
    }

    [Theory]
    [InlineData("models", "falcon7", "falcon-7b")]
    [InlineData("gpus", "A100-SXM-88GB", "A100-SXM-80GB")]
    public void Catalogue_UnknownName_SuggestsAndExitsTwo(string verb, string name, string near)
    {
        var (code, output, error) = Tool.Run(verb, name);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(near, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models")]
    [InlineData("models", "GPT-3 175B")]
    [InlineData("gpus")]
    [InlineData("gpus", "a100 80gb")]
    [InlineData("gpus", "--clusters")]
    public void Catalogue_Text_FitsTheWidth(params string[] args)
    {
        var (code, output, error) = Tool.Run(args);
        Assert.Equal((0, ""), (code, error));
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    [Fact]
    public void Gpus_Json_HasPeaksAndUnits()
    {
        using var json = JsonDocument.Parse(Tool.Run("gpus", "A100-SXM-80GB", "--json").Output);
        Assert.Equal(312, json.RootElement.GetProperty("peakTflops").GetProperty("bf16").GetDouble());
    }

    [Fact]
    public void Import_HuggingFaceConfig_GivesTheModelAndItsParameters()
    {
        var (code, output, _) = Tool.Run("import", Tool.Config("bloom.json"), "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(176_247_271_424, json.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal("alibi", json.RootElement.GetProperty("model").GetProperty("positions").GetString());
    }

    [Fact]
    public void Import_Garbage_ExitsTwo() => Assert.Equal(2, Tool.Run("import", Write("config.json", "{ \"hidden_size\": \"x\" }")).Code);
}
