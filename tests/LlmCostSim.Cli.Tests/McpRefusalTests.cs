using LlmCostSim.Cli.Verbs;

namespace LlmCostSim.Cli.Tests;

/// <summary>What an assistant may not ask, and what is said to its mistakes.</summary>
[Collection(McpServer.Collection)]
public sealed class McpRefusalTests(McpServer server) : FileTests
{
    [Fact]
    public async Task Estimate_BadScenario_EveryProblemWithItsPlace()
    {
        var scenario = Tool.Parse("""{ "model": "falcon-7", "cluster": { "accelerator": "A100-SXM-40GB", "count": 0 } }""");

        var refusal = await server.Refusal("estimate", new() { ["scenario"] = scenario });

        Assert.Contains("$.model", refusal, StringComparison.Ordinal);
        Assert.Contains("$.cluster.count", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("estimate", "scenario")]
    [InlineData("fit", "gpu")]
    [InlineData("sweep", "vary")]
    [InlineData("audit", "claim")]
    public async Task Call_WithoutARequiredArgument_NamesItAndSaysWhatItIs(string tool, string missing)
    {
        var refusal = await server.Refusal(tool, []);

        var line = Assert.Single(refusal.Split('\n'), line => line.StartsWith(missing + ": is missing", StringComparison.Ordinal));
        Assert.True(line.Length > missing.Length + 30, line);
    }

    [Fact]
    public async Task Call_WrongArguments_NamesAllOfThem()
    {
        var refusal = await server.Refusal("fit", new() { ["gpus"] = "RTX-4090", ["count"] = "two" });

        Assert.Contains("gpu: is missing", refusal, StringComparison.Ordinal);
        Assert.Contains("gpus: no such argument", refusal, StringComparison.Ordinal);
        Assert.Contains("count: must be a whole number", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_MoreClustersThanHereAllowed_IsRefused()
    {
        var scenario =
            $$"""{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": { "sequenceLength": 2048, "globalBatch": 64 }, "search": { "gpuCounts": [{{string.Join(',', Enumerable.Range(1, 33))}}] } }""";

        Assert.Contains("at most 32 clusters", await server.Refusal("plan", new() { ["scenario"] = scenario }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_Description_SaysHowManyClustersAreAllowed() =>
        Assert.Contains(
            "32 clusters",
            (await server.Tools()).Single(static tool => tool.Name == "plan").Description,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("serve", "1e9")]
    [InlineData("serve", "\"1 M\"")]
    [InlineData("serve", "1e8")]
    [InlineData("estimate", "1e8")]
    public async Task Serving_MoreRequestsThanHereAllowed_IsRefusedWithItsPlace(string tool, string requests)
    {
        var scenario = InitVerb.Template("serving").Replace("\"requests\": 2000", $"\"requests\": {requests}", StringComparison.Ordinal);

        var refusal = await server.Refusal(tool, new() { ["scenario"] = scenario });

        Assert.Contains("$.workload.requests", refusal, StringComparison.Ordinal);
        Assert.Contains("100000", refusal.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_MoreCombinationsThanHereAllowed_IsRefused()
    {
        var values = string.Join(',', Enumerable.Range(1, 201));

        var refusal = await server.Refusal(
            "sweep",
            new() { ["scenario"] = InitVerb.Template("training"), ["vary"] = new[] { $"strategy.microBatch={values}" } }
        );

        Assert.Contains("201 combinations", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_TextThatIsNoJson_IsRefusedWithItsNumber()
    {
        var refusal = await server.Refusal("compare", new() { ["scenarios"] = new object[] { InitVerb.Template("training"), "{},{" } });

        Assert.StartsWith("scenarios[1]: not valid JSON", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_BadScenarios_EveryProblemWithItsNumberAndPlace()
    {
        var refusal = await server.Refusal(
            "compare",
            new() { ["scenarios"] = new object[] { "{\"model\": \"falcon-7\"}", "{\"model\": 5}" } }
        );

        Assert.Contains("$[0].model", refusal, StringComparison.Ordinal);
        Assert.Contains("$[1].model", refusal, StringComparison.Ordinal);
    }

    /// <summary>What an assistant gives never becomes an option: options name files of this machine.</summary>
    [Fact]
    public async Task Arguments_ThatLookLikeOptions_AreValues()
    {
        var target = PathOf("written.json");

        await server.Refusal("import", new() { ["file"] = "{}", ["set"] = new[] { "a.b=1", $"--out={target}" } });
        await server.Refusal("explain", new() { ["scenario"] = InitVerb.Template("training"), ["figure"] = "--hardware=" + target });
        await server.Refusal("fit", new() { ["gpu"] = "RTX-4090", ["model"] = "--hardware=" + target });

        Assert.False(File.Exists(target));
    }
}
