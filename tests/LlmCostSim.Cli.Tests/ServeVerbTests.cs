using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class ServeVerbTests : FileTests
{
    private const string Small = """
        {
          "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 2 },
          "strategy": { "routing": "least-loaded" },
          "workload": { "requests": 200, "arrival": { "process": "poisson", "rate": 8 }, "inputTokens": 700, "outputTokens": { "distribution": "exponential", "mean": 120 },
            "slo": { "ttftSeconds": 0.5, "tpotSeconds": 0.05, "percentile": 90 } }
        }
        """;

    [Fact]
    public void Serve_Json_HasTheFiguresOfTheContract()
    {
        var (code, output, _) = Tool.RunWith(Small, "serve", "-", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(200, root.GetProperty("requests").GetInt64());
        foreach (var latency in new[] { "ttftSeconds", "tpotSeconds", "endToEndSeconds" })
        {
            var (p50, p90, p99) = (Number(root, latency, "p50"), Number(root, latency, "p90"), Number(root, latency, "p99"));
            Assert.True(p50 > 0 && p50 <= p90 && p90 <= p99 && Number(root, latency, "mean") > 0);
        }

        Assert.Equal(200, Number(root, "throughput", "requestsPerSecond") * Number(root, "horizonSeconds"), 1e-9);
        Assert.Equal(60, root.GetProperty("timeline").GetArrayLength());
        Assert.True(root.GetProperty("slo").GetProperty("met").GetBoolean());
        Assert.True(Number(root, "timing", "elapsedSeconds") > 0);
    }

    [Fact]
    public void Serve_WithoutTiming_GivesTheSameBytesAsEstimateAndBatch()
    {
        var first = Tool.RunWith(Small, "serve", "-", "--json", "--no-timing").Output;
        Assert.Equal(first, Tool.RunWith(Small, "serve", "-", "--json", "--no-timing").Output);
        Assert.Equal(first, Tool.RunWith(Small, "estimate", "-", "--json").Output);
        var line = Write("in.jsonl", Small.ReplaceLineEndings(" "));
        using var single = JsonDocument.Parse(first);
        using var batch = JsonDocument.Parse(Tool.Run("batch", line).Output);
        Assert.True(JsonElement.DeepEquals(single.RootElement, batch.RootElement));
    }

    [Theory]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n")]
    [InlineData("arrived_at,num_prefill_tokens,num_decode_tokens\n4.314579,396,109\n0,374,44\n")]
    public void Serve_Trace_TakesThePlaceOfArrivalsAndLengths(string trace)
    {
        var file = Write("trace.csv", trace);
        var (code, output, error) = Tool.RunWith(
            """{ "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 1 }, "workload": {} }""",
            "serve",
            "-",
            "--trace",
            file,
            "--json"
        );
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(2, json.RootElement.GetProperty("requests").GetInt64());
        Assert.Equal(
            (770, 153),
            (json.RootElement.GetProperty("inputTokens").GetInt64(), json.RootElement.GetProperty("outputTokens").GetInt64())
        );
        Assert.InRange(Number(json.RootElement, "horizonSeconds"), 4.4, 6);
    }

    [Fact]
    public void Serve_BadTrace_ListsEveryBadRow()
    {
        var file = Write("trace.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n0,10,10\nx,10,10\n1,0,10\n2,10\n3,10,1.5\n4,5,6\n");
        var (code, _, error) = Tool.RunWith(Small, "serve", "-", "--trace", file);
        Assert.Equal(2, code);
        Assert.All([3, 4, 5, 6], line => Assert.Contains($"trace.csv:{line}:", error, StringComparison.Ordinal));
        Assert.DoesNotContain("trace.csv:7", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_BadScenario_ListsEveryProblemWithItsPath()
    {
        var (code, _, error) = Tool.RunWith(
            """
            {
              "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 1 },
              "strategy": { "routing": "fastest", "prefillReplicas": 3 },
              "workload": { "arrival": { "process": "poisson" }, "inputTokens": { "distribution": "normal", "mean": 5, "values": [1] }, "slo": { "ttft": 1 } }
            }
            """,
            "serve",
            "-"
        );
        Assert.Equal(2, code);
        foreach (
            var problem in new[]
            {
                "$.strategy.routing",
                "$.strategy: prefillReplicas 3",
                "$.workload.arrival: 'rate' is missing",
                "'deviation' is missing",
                "'values' has no meaning",
                "'outputTokens' is missing",
                "unknown member 'ttft'",
            }
        )
        {
            Assert.Contains(problem, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Explain_CostOfAService_HasItsCurrency()
    {
        var (code, output, error) = Tool.RunWith(Small, "explain", "-", "costPerMillionTokens");
        Assert.True(code == 0, error);
        Assert.Matches(@"^costPerMillionTokens  [0-9.]+ USD\n", output);
    }

    [Fact]
    public void Serve_ModelThatDoesNotFit_IsInfeasibleWithTheReason()
    {
        var (code, output, _) = Tool.RunWith(Small.Replace("llama-3.1-8b", "llama-2-70b", StringComparison.Ordinal), "serve", "-");
        Assert.Equal(1, code);
        Assert.Contains("no room for a cache", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_Capacity_GivesAScenarioThatKeepsTheObjective()
    {
        var (code, output, error) = Tool.RunWith(Small, "serve", "-", "--capacity", "--json", "--no-timing");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var best = json.RootElement.GetProperty("best");
        using var again = JsonDocument.Parse(
            Tool.RunWith(best.GetProperty("scenario").GetRawText(), "serve", "-", "--json", "--no-timing").Output
        );
        Assert.True(again.RootElement.GetProperty("slo").GetProperty("met").GetBoolean());
        Assert.Equal(Number(best, "report", "ttftSeconds", "p99"), Number(again.RootElement, "ttftSeconds", "p99"));
        Assert.Matches(@"(?m)^(1 GPU|[0-9,]+ GPUs): ", Tool.RunWith(Small, "serve", "-", "--capacity").Output);
    }

    [Fact]
    public void Serve_CapacityWithoutObjective_IsBadInput() =>
        Assert.Contains(
            "$.workload.slo",
            Tool.RunWith(
                Small.Replace("ttftSeconds\": 0.5, \"tpotSeconds\": 0.05, \"", "", StringComparison.Ordinal),
                "serve",
                "-",
                "--capacity"
            ).Error,
            StringComparison.Ordinal
        );

    [Fact]
    public void Estimate_ServingAsCsv_HasTheFiguresOfTheReport()
    {
        var output = Tool.RunWith(Small, "estimate", "-", "--format", "csv").Output;
        Assert.All(
            ["ttftSeconds.p99,", "slo.attainment,", "memory.cacheTokensPerReplica,"],
            figure => Assert.Contains("\n" + figure, output, StringComparison.Ordinal)
        );
    }

    private static double Number(JsonElement element, params string[] path) =>
        path.Aggregate(element, static (e, name) => e.GetProperty(name)).GetDouble();
}
