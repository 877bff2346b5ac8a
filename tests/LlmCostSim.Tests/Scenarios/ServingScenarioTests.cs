using LlmCostSim.Scenarios;
using LlmCostSim.Serving;

namespace LlmCostSim.Tests.Scenarios;

public class ServingScenarioTests
{
    [Theory]
    [InlineData(
        """{ "process": "poisson", "rate": 2.5 }""",
        """{ "distribution": "lognormal", "mean": 500, "deviation": 300, "minimum": 10, "maximum": 4000 }""",
        "200"
    )]
    [InlineData(
        """{ "process": "constant", "rate": 1 }""",
        """{ "distribution": "uniform", "minimum": 10, "maximum": 400 }""",
        """{ "distribution": "exponential", "mean": 90 }"""
    )]
    [InlineData(
        """{ "process": "closed", "concurrency": 64, "rampSeconds": 2.5 }""",
        """{ "distribution": "empirical", "values": [100, 700], "weights": [3, 1] }""",
        """{ "distribution": "normal", "mean": 90, "deviation": 10 }"""
    )]
    public void Write_ServingScenario_IsReadAsTheSame(string arrival, string input, string output)
    {
        var text = $$"""
            {
              "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 4 },
              "strategy": { "tensor": 1, "data": 4, "routing": "least-loaded", "batching": "prompt-first", "chunkedPrefill": false, "prefixCaching": true, "maxSequences": 64,
                "maxBatchedTokens": 2048, "prefillReplicas": 1, "weights": "fp8", "framework": "sglang" },
              "workload": { "requests": 50, "seed": 9, "warmUpRequests": 5, "arrival": {{arrival}}, "inputTokens": {{input}}, "outputTokens": {{output}},
                "sharedPrefix": { "tokens": 64, "groups": 3 }, "slo": { "ttftSeconds": 1, "percentile": 95 } }
            }
            """;
        var reader = new ScenarioReader();
        var scenario = Assert.IsType<ServingScenario>(reader.Read(text));
        var again = ScenarioWriter.ToText(scenario);
        Assert.Equal(again, ScenarioWriter.ToText(reader.Read(again)));
        var (a, b) = ((ServingReport)new Estimator().Estimate(scenario), (ServingReport)new Estimator().Estimate(reader.Read(again)));
        Assert.Equal(a.Result! with { Timeline = [] }, b.Result! with { Timeline = [] });
        Assert.Equal(50, a.Result!.Completed);
        Assert.Equal(45, a.Result.Observed);
        Assert.Equal(scenario.Scheduling, Assert.IsType<ServingScenario>(reader.Read(again)).Scheduling);
        Assert.Equal(RoutingPolicy.LeastLoaded, scenario.Scheduling.Routing);
    }

    [Theory]
    [InlineData("""{ "process": "poisson", "rate": 2, "concurrency": 8 }""", "concurrency", "poisson")]
    [InlineData("""{ "process": "constant", "rate": 2, "speedup": 3 }""", "speedup", "constant")]
    [InlineData("""{ "process": "closed", "concurrency": 8, "rate": 2 }""", "rate", "closed")]
    public void Read_MemberThatArrivalsCannotUse_IsSaidToHaveNoEffect(string arrival, string member, string process)
    {
        var scenario = new ScenarioReader().Read(
            $$"""
            { "kind": "serving", "model": "llama-3-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 1 },
              "workload": { "arrival": {{arrival}}, "inputTokens": 100, "outputTokens": 10 } }
            """
        );
        Assert.Contains(
            $"workload.arrival.{member}: of no effect, arrivals are {process}",
            scenario.Defaults.Select(static assumption => assumption.Text)
        );
    }
}
