using LlmCostSim.Cli.Verbs;

namespace LlmCostSim.Cli.Tests;

/// <summary>What an assistant asks is answered as on the command line.</summary>
[Collection(McpServer.Collection)]
public sealed class McpAnswerTests(McpServer server)
{
    [Fact]
    public async Task Tools_Listed_AreTheVerbs() =>
        Assert.Equal(
            ["audit", "compare", "estimate", "explain", "fit", "gpus", "import", "models", "plan", "schema", "serve", "sweep"],
            (await server.Tools()).Select(static tool => tool.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Tools_Listed_AreDescribedWithTheirArguments()
    {
        foreach (var tool in await server.Tools())
        {
            Assert.NotEmpty(tool.Description);
            if (tool.JsonSchema.TryGetProperty("properties", out var arguments))
            {
                Assert.All(
                    arguments.EnumerateObject(),
                    static argument => Assert.NotEmpty(argument.Value.GetProperty("description").GetString()!)
                );
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Estimate_ShippedScenario_SameBytesAsTheCommandLine(bool asText)
    {
        var text = File.ReadAllText(Tool.Sample("falcon-7b.json"));

        var answer = await server.Answer("estimate", new() { ["scenario"] = asText ? text : Tool.Parse(text) });

        Assert.Equal(Tool.Run("estimate", Tool.Sample("falcon-7b.json"), "--json").Output.TrimEnd(), answer);
    }

    [Fact]
    public async Task Fit_GamingCard_AnswersPerMethod()
    {
        var answer = await server.Document("fit", new() { ["gpu"] = "RTX-4090", ["model"] = "llama-2-7b" });

        Assert.Contains(
            answer.GetProperty("methods").EnumerateArray(),
            static row => row.GetProperty("method").GetString() == "qlora" && row.GetProperty("fits").GetBoolean()
        );
    }

    [Fact]
    public async Task Audit_FalconArticle_ImpossibleIsAnAnswer()
    {
        var claim = Tool.Parse(
            """{ "model": "falcon-40b", "tokens": 2.5e12, "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 }, "days": 14 }"""
        );

        var answer = await server.Document("audit", new() { ["claim"] = claim });

        Assert.Equal("impossible", answer.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Plan_FixedAndSearched_ReturnsAsManyAsAsked()
    {
        var scenario = Tool.Parse(
            """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "framework": "megatron" }, "workload": { "sequenceLength": 2048, "globalBatch": 64, "tokens": 1e9 } }"""
        );

        var answer = await server.Document("plan", new() { ["scenario"] = scenario, ["top"] = 2 });

        Assert.Equal(2, answer.GetProperty("plans").GetArrayLength());
    }

    /// <summary>But for the clock.</summary>
    [Fact]
    public async Task Serve_ShippedScenario_AnswersAsTheCommandLine()
    {
        var file = Tool.Sample("llama-2-70b-serving.json");

        var answer = await server.Document("serve", new() { ["scenario"] = File.ReadAllText(file) });

        var direct = Tool.Parse(Tool.Run("serve", file, "--json").Output);
        Assert.Equal(direct.GetProperty("ttftSeconds").GetRawText(), answer.GetProperty("ttftSeconds").GetRawText());
        Assert.Equal(10_000, answer.GetProperty("requests").GetInt64());
    }

    [Theory]
    [InlineData("ttftSeconds")]
    [InlineData("best", "--capacity")]
    public async Task Serve_Template_AnswersAsTheCommandLine(string figure, params string[] options)
    {
        var text = InitVerb.Template("serving").Replace("\"requests\": 2000", "\"requests\": 200", StringComparison.Ordinal);

        var answer = await server.Document("serve", new() { ["scenario"] = text, ["capacity"] = options.Length > 0 });

        var direct = Tool.Parse(Tool.RunWith(text, ["serve", "-", "--json", .. options]).Output);
        Assert.Equal(direct.GetProperty(figure).ToString(), answer.GetProperty(figure).ToString());
    }

    [Fact]
    public async Task Compare_ObjectAndText_AnswersAsTheCommandLine()
    {
        string[] texts = [.. Directory.GetFiles(Tool.Sample("full-vs-qlora")).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

        var answer = await server.Answer("compare", new() { ["scenarios"] = new object[] { Tool.Parse(texts[0]), texts[1] } });

        Assert.Equal(Tool.Run("compare", "full-vs-qlora", "--json").Output.TrimEnd(), answer);
    }

    [Fact]
    public async Task Explain_Figure_NamesFormulaAndSource()
    {
        var answer = await server.Answer("explain", new() { ["scenario"] = InitVerb.Template("training"), ["figure"] = "mfu" });

        Assert.Contains("formula", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_TrainingArguments_IsAScenarioThatRuns()
    {
        var imported = await server.Document(
            "import",
            new()
            {
                ["file"] = File.ReadAllText(Tool.Import("axolotl-qlora.yml")),
                ["gpu"] = "RTX-4090",
                ["set"] = new[] { "workload.examples=52000" },
            }
        );

        var scenario = new[] { "kind", "model", "cluster", "strategy", "workload" }.ToDictionary(
            static name => name,
            name => imported.GetProperty(name)
        );
        Assert.NotEmpty(await server.Answer("estimate", new() { ["scenario"] = scenario }));
    }
}
