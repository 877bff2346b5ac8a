using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LlmCostSim.Cli.Tests;

/// <summary>A real client talks to the tool's own process over standard input and output.</summary>
public sealed class McpVerbTests : IAsyncLifetime, IDisposable
{
    // Of each test alone, and far beyond what any needs. The client's own is 5 s for its first question: where a busy machine starts the
    // server later than that, the client greets it in the older way as well, and the server, which has answered the first question by then,
    // refuses.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly CancellationTokenSource patience = new(Patience);
    private McpClient client = null!;

    public async Task InitializeAsync() =>
        client = await McpClient.CreateAsync(
            new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Name = "llmcost",
                    Command = "dotnet",
                    Arguments = [Path.Combine(AppContext.BaseDirectory, "llmcost.dll"), "mcp"],
                }
            ),
            new McpClientOptions { InitializationTimeout = Patience, DiscoverProbeTimeout = Patience },
            cancellationToken: patience.Token
        );

    public async Task DisposeAsync() => await client.DisposeAsync();

    public void Dispose() => patience.Dispose();

    [Fact]
    public async Task Tools_Listed_EachWithDescribedArguments()
    {
        var tools = await client.ListToolsAsync(cancellationToken: patience.Token);

        Assert.Equal(
            ["audit", "compare", "estimate", "explain", "fit", "gpus", "import", "models", "plan", "schema", "serve", "sweep"],
            tools.Select(static t => t.Name).Order(StringComparer.Ordinal)
        );
        foreach (var tool in tools.Where(static t => t.JsonSchema.TryGetProperty("properties", out _)))
        {
            Assert.NotEmpty(tool.Description);
            Assert.All(
                tool.JsonSchema.GetProperty("properties").EnumerateObject(),
                static p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!)
            );
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Estimate_ShippedScenario_SameBytesAsTheCommandLine(bool asText)
    {
        var text = File.ReadAllText(Tool.Sample("falcon-7b.json"));

        var result = await Call(
            "estimate",
            new()
            {
                ["scenario"] = asText
                    ? text
                    : JsonDocument
                        .Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })
                        .RootElement,
            }
        );

        Assert.NotEqual(true, result.IsError);
        Assert.Equal(Tool.Run("estimate", Tool.Sample("falcon-7b.json"), "--json").Output.TrimEnd(), Text(result));
    }

    [Fact]
    public async Task Estimate_BadScenario_EveryProblemWithItsPlace()
    {
        var result = await Call(
            "estimate",
            new()
            {
                ["scenario"] = JsonDocument
                    .Parse("""{ "model": "falcon-7", "cluster": { "accelerator": "A100-SXM-40GB", "count": 0 } }""")
                    .RootElement,
            }
        );

        Assert.True(result.IsError);
        Assert.Contains("$.model", Text(result), StringComparison.Ordinal);
        Assert.Contains("$.cluster.count", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_GamingCard_AnswersPerMethod()
    {
        var result = await Call("fit", new() { ["gpu"] = "RTX-4090", ["model"] = "llama-2-7b" });

        using var json = JsonDocument.Parse(Text(result));
        Assert.Contains(
            json.RootElement.GetProperty("methods").EnumerateArray(),
            static row => row.GetProperty("method").GetString() == "qlora" && row.GetProperty("fits").GetBoolean()
        );
    }

    [Fact]
    public async Task Audit_FalconArticle_ImpossibleIsAnAnswer()
    {
        var result = await Call(
            "audit",
            new()
            {
                ["claim"] = JsonDocument
                    .Parse(
                        """{ "model": "falcon-40b", "tokens": 2.5e12, "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 }, "days": 14 }"""
                    )
                    .RootElement,
            }
        );

        Assert.NotEqual(true, result.IsError);
        using var json = JsonDocument.Parse(Text(result));
        Assert.Equal("impossible", json.RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Plan_FixedAndSearched_ReturnsAsManyAsAsked()
    {
        const string scenario =
            """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "framework": "megatron" }, "workload": { "sequenceLength": 2048, "globalBatch": 64, "tokens": 1e9 } }""";

        var result = await Call("plan", new() { ["scenario"] = JsonDocument.Parse(scenario).RootElement, ["top"] = 2 });

        using var json = JsonDocument.Parse(Text(result));
        Assert.Equal(2, json.RootElement.GetProperty("plans").GetArrayLength());
    }

    [Fact]
    public async Task Plan_MoreClustersThanHereAllowed_IsRefused()
    {
        var scenario =
            $$"""{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": { "sequenceLength": 2048, "globalBatch": 64 }, "search": { "gpuCounts": [{{string.Join(',', Enumerable.Range(1, 33))}}] } }""";

        var result = await Call("plan", new() { ["scenario"] = scenario });

        Assert.True(result.IsError);
        Assert.Contains("at most 32 clusters", Text(result), StringComparison.Ordinal);
        Assert.Contains(
            "32 clusters",
            (await client.ListToolsAsync(cancellationToken: patience.Token)).Single(static t => t.Name == "plan").Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Serve_ShippedScenario_SameBytesAsTheCommandLine()
    {
        var text = File.ReadAllText(Tool.Sample("llama-2-70b-serving.json"));

        var result = await Call("serve", new() { ["scenario"] = text });

        // Only the clock differs.
        using JsonDocument answer = JsonDocument.Parse(Text(result)),
            direct = JsonDocument.Parse(Tool.Run("serve", Tool.Sample("llama-2-70b-serving.json"), "--json").Output);
        Assert.Equal(
            direct.RootElement.GetProperty("ttftSeconds").GetRawText(),
            answer.RootElement.GetProperty("ttftSeconds").GetRawText()
        );
        Assert.Equal(10_000, answer.RootElement.GetProperty("requests").GetInt64());
    }

    [Theory]
    [InlineData("1e9")]
    [InlineData("\"1 M\"")]
    public async Task Serve_MoreRequestsThanOneCallMay_IsRefused(string requests)
    {
        var scenario =
            $$"""{ "kind": "serving", "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 }, "workload": { "requests": {{requests}}, "arrival": { "process": "poisson", "rate": 1 }, "inputTokens": 10, "outputTokens": 10 } }""";

        var result = await Call("serve", new() { ["scenario"] = scenario });

        Assert.True(result.IsError);
        Assert.Contains("$.workload.requests", Text(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serve_Template_AnswersAsTheCommandLine(bool capacity)
    {
        var text = Template("serving").Replace("\"requests\": 2000", "\"requests\": 200", StringComparison.Ordinal);

        var result = await Call("serve", new() { ["scenario"] = text, ["capacity"] = capacity });

        Assert.NotEqual(true, result.IsError);
        using var answer = JsonDocument.Parse(Text(result));
        using var own = JsonDocument.Parse(Tool.RunWith(text, ["serve", "-", "--json", .. capacity ? new[] { "--capacity" } : []]).Output);
        var figure = capacity ? "best" : "ttftSeconds";
        Assert.Equal(own.RootElement.GetProperty(figure).ToString(), answer.RootElement.GetProperty(figure).ToString());
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("estimate")]
    public async Task Serving_MoreRequestsThanHereAllowed_IsRefusedWithItsPlace(string tool)
    {
        var result = await Call(
            tool,
            new() { ["scenario"] = Template("serving").Replace("\"requests\": 2000", "\"requests\": 1e8", StringComparison.Ordinal) }
        );

        Assert.True(result.IsError);
        Assert.Contains("$.workload.requests", Text(result), StringComparison.Ordinal);
        Assert.Contains("100000", Text(result).Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_MoreCombinationsThanHereAllowed_IsRefused()
    {
        var values = string.Join(',', Enumerable.Range(1, 201));

        var result = await Call(
            "sweep",
            new() { ["scenario"] = Template("training"), ["vary"] = new[] { $"strategy.microBatch={values}" } }
        );

        Assert.True(result.IsError);
        Assert.Contains("201 combinations", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ObjectAndText_AnswersAsTheCommandLine()
    {
        string[] files = [.. Directory.GetFiles(Tool.Sample("full-vs-qlora")).Order(StringComparer.Ordinal)];
        var first = JsonDocument
            .Parse(File.ReadAllText(files[0]), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })
            .RootElement;

        var result = await Call("compare", new() { ["scenarios"] = new object[] { first, File.ReadAllText(files[1]) } });

        Assert.NotEqual(true, result.IsError);
        Assert.Equal(Tool.Run("compare", "full-vs-qlora", "--json").Output.TrimEnd(), Text(result));
    }

    [Fact]
    public async Task Compare_TextThatIsNoJson_IsRefusedWithItsNumber()
    {
        var result = await Call("compare", new() { ["scenarios"] = new object[] { Template("training"), "{},{" } });

        Assert.True(result.IsError);
        Assert.StartsWith("scenarios[1]: not valid JSON", Text(result), StringComparison.Ordinal);
    }

    /// <summary>What an assistant gives never becomes an option: options name files of this machine.</summary>
    [Fact]
    public async Task Arguments_ThatLookLikeOptions_AreValues()
    {
        var target = Path.Combine(Tool.TemporaryFolder(), "written.json");

        var imported = await Call("import", new() { ["file"] = "{}", ["set"] = new[] { "a.b=1", $"--out={target}" } });
        var explained = await Call("explain", new() { ["scenario"] = Template("training"), ["figure"] = "--hardware=" + target });
        var fitted = await Call("fit", new() { ["gpu"] = "RTX-4090", ["model"] = "--hardware=" + target });

        Assert.All(new[] { imported, explained, fitted }, static result => Assert.Equal(true, result.IsError));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task Compare_BadScenario_EveryProblemWithItsNumberAndPlace()
    {
        var result = await Call("compare", new() { ["scenarios"] = new object[] { "{\"model\": \"falcon-7\"}", "{\"model\": 5}" } });

        Assert.True(result.IsError);
        Assert.Contains("$[0].model", Text(result), StringComparison.Ordinal);
        Assert.Contains("$[1].model", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Figure_NamesFormulaAndSource()
    {
        var result = await Call("explain", new() { ["scenario"] = Template("training"), ["figure"] = "mfu" });

        Assert.NotEqual(true, result.IsError);
        Assert.Contains("formula", Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_TrainingArguments_IsAScenarioThatRuns()
    {
        var file = File.ReadAllText(Path.Combine(Tool.Root, "tests", "LlmCostSim.Cli.Tests", "Imports", "axolotl-qlora.yml"));

        var imported = await Call(
            "import",
            new()
            {
                ["file"] = file,
                ["gpu"] = "RTX-4090",
                ["set"] = new[] { "workload.examples=52000" },
            }
        );

        Assert.NotEqual(true, imported.IsError);
        using var json = JsonDocument.Parse(Text(imported));
        var scenario = new[] { "kind", "model", "cluster", "strategy", "workload" }.ToDictionary(
            static name => name,
            name => json.RootElement.GetProperty(name)
        );
        Assert.NotEqual(true, (await Call("estimate", new() { ["scenario"] = scenario })).IsError);
    }

    private static string Template(string kind) => Tool.Run("init", "--kind", kind).Output;

    private async Task<CallToolResult> Call(string tool, Dictionary<string, object?> arguments) =>
        await client.CallToolAsync(tool, arguments, cancellationToken: patience.Token);

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
}
