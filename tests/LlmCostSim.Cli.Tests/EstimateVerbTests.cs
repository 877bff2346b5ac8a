using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class EstimateVerbTests : FileTests
{
    [Fact]
    public void Estimate_Json_IsOneDocumentWithTheContractsMembers()
    {
        var (code, output, error) = Tool.Run("estimate", Tool.Sample("falcon-7b.json"), "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        string[] members = ["feasible", "reasons", "parameters", "flops", "memory", "step", "throughput", "run", "interval", "assumptions"];
        Assert.All(members, name => Assert.True(json.RootElement.TryGetProperty(name, out _), name));
        string[] terms = ["weights", "gradients", "optimizer", "activations", "logits", "temporary", "overhead"];
        Assert.Equal(terms, json.RootElement.GetProperty("memory").GetProperty("breakdown").EnumerateObject().Select(m => m.Name));
    }

    [Fact]
    public void Estimate_Text_ShowsMemoryStepRunAndAssumptions()
    {
        var (code, output, error) = Tool.Run("estimate", Tool.Sample("falcon-7b.json"));
        Assert.Equal((0, ""), (code, error));
        Assert.All(
            ["Memory per GPU", "Step", "MFU", "GPU-hours", "Assumptions"],
            word => Assert.Contains(word, output, StringComparison.Ordinal)
        );
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    [Fact]
    public void Estimate_ShippedName_FindsTheSample() => Assert.Equal(0, Tool.Run("estimate", "falcon-7b").Code);

    [Fact]
    public void Estimate_TraceThatCannotBeWritten_IsNotTheSchedulesFault()
    {
        var (code, _, error) = Tool.Run("estimate", "falcon-7b", "--trace", PathOf(Path.Combine("missing", "step.json")));
        Assert.Equal(2, code);
        Assert.DoesNotContain("schedule", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_TraceOfInference_IsRefused()
    {
        var (code, _, error) = Tool.Run("estimate", "llama-2-70b-inference", "--trace", PathOf("step.json"));
        Assert.Equal(2, code);
        Assert.StartsWith("--trace:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_WindowShorterThanTheCachedPrefix_CountsWhatIsNotShared()
    {
        var file = Write(
            "window.json",
            """
            { "kind": "inference", "model": "mistral-7b-v0.1", "cluster": { "accelerator": "H100-SXM-80GB", "count": 1 },
              "strategy": { "framework": "vllm" }, "workload": { "batch": 4, "inputTokens": 8192, "outputTokens": 64, "cachedTokens": 8000 } }
            """
        );
        var (code, output, error) = Tool.Run("estimate", file, "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.InRange(json.RootElement.GetProperty("maxBatch").GetDouble(), 1, 1e5);
    }

    [Fact]
    public void Estimate_Infeasible_ExitsOneAndSaysWhy()
    {
        var file = Write(
            "big.json",
            """{ "model": "falcon-180b", "cluster": { "accelerator": "A100-SXM-40GB", "count": 1 }, "workload": { "tokens": 1e9 } }"""
        );
        var (code, output, _) = Tool.Run("estimate", file);
        Assert.Equal(1, code);
        Assert.Contains("infeasible", output, StringComparison.Ordinal);
        Assert.Contains("GiB", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_BadInput_ListsEveryProblemOnStandardErrorAndExitsTwo()
    {
        var file = Write(
            "bad.json",
            """{ "model": "falcon7", "cluster": { "accelerator": "A100-SXM-80GB", "count": 0 }, "strategy": { "tenzor": 1 }, "workload": {} }"""
        );
        var (code, output, error) = Tool.Run("estimate", file);
        Assert.Equal((2, ""), (code, output));
        Assert.All(
            ["$.model", "falcon-7b", "$.cluster.count", "$.strategy.tenzor", "'tensor'"],
            word => Assert.Contains(word, error, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_BadInputAsJson_GivesTheErrorsAsADocument()
    {
        var file = Write("bad.json", "{ \"model\": ");
        var (code, output, _) = Tool.Run("estimate", file, "--json");
        Assert.Equal(2, code);
        using var json = JsonDocument.Parse(output);
        Assert.Contains("line 1", json.RootElement.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_NoSuchFile_ExitsTwo()
    {
        var (code, _, error) = Tool.Run("estimate", "falcon7b");
        Assert.Equal(2, code);
        Assert.Contains("falcon-7b", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_StandardInput_IsRead() =>
        Assert.Equal(0, Tool.RunWith(File.ReadAllText(Tool.Sample("falcon-7b.json")), "estimate", "-", "--json").Code);

    [Fact]
    public void Estimate_HuggingFaceConfigBesideTheScenario_IsImported()
    {
        var file = Write(
            "scenario.json",
            """{ "model": { "huggingFace": "config.json", "layers": 4 }, "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "tensor": 8 }, "workload": { "sequenceLength": 2048 } }"""
        );
        File.Copy(Tool.Config("bloom.json"), PathOf("config.json"));
        var (code, output, error) = Tool.Run("estimate", file, "--json");
        Assert.True(code is 0 or 1, error);
        Assert.Contains("\"parameters\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutArguments_ShowsHowToBegin()
    {
        var (code, output, _) = Tool.Run();
        Assert.Equal(0, code);
        Golden.Check("welcome.txt", output);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("estimate")]
    [InlineData("estimate", "a.json", "--frobnicate")]
    public void Run_WrongCommandLine_ExitsTwoAndPointsToHelp(params string[] args)
    {
        var (code, output, error) = Tool.Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Help_GoesToStandardOutput()
    {
        var (code, output, _) = Tool.Run("estimate", "--help");
        Assert.Equal(0, code);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }
}
