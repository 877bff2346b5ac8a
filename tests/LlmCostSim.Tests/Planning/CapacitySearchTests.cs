using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Planning;

public class CapacitySearchTests
{
    private static CapacityRequest Read(string search, double rate = 30, string strategy = "{}") =>
        CapacityInput.Read(
            $$"""
            {
              "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1, "perNode": 8 }, "strategy": {{strategy}},
              "workload": { "requests": 1500, "arrival": { "process": "poisson", "rate": {{rate}} }, "inputTokens": { "distribution": "exponential", "mean": 800 }, "outputTokens": { "distribution": "exponential", "mean": 200 },
                "slo": { "ttftSeconds": 1, "tpotSeconds": 0.04, "percentile": 95 } },
              "search": {{search}}
            }
            """,
            new ScenarioReader(),
            new InputProblems()
        )!;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Find_PromptReplicasAndFewAccelerators_NeverTakesMore(int most, bool tries)
    {
        foreach (var rate in (double[])[0.1, 1000])
        {
            var request = Read($$"""{ "tensor": [1], "maxGpus": {{most}} }""", rate);
            var split = request.Scenario with
            {
                Strategy = request.Scenario.Strategy with { Data = 2 },
                Scheduling = request.Scenario.Scheduling with { PrefillReplicas = 1 },
            };
            var result = CapacitySearch.Find(request with { Scenario = split }, new Estimator());
            Assert.Equal(tries, result.Candidates.Count > 0);
            Assert.All(result.Candidates, candidate => Assert.InRange(candidate.Gpus, 2, most));
        }
    }

    [Fact]
    public void Find_EachLayout_IsTheSmallestOfAllNumbersOfReplicas()
    {
        var request = Read("""{ "tensor": [1, 2], "maxGpus": 40 }""");
        var (result, estimator) = (CapacitySearch.Find(request, new Estimator()), new Estimator());
        var best = result.Best!;
        Assert.True(best.Gpus > 1, "the load has to need several GPUs for the test to say anything");
        bool Meets(int replicas)
        {
            var report = estimator.Estimate(
                best.Scenario with
                {
                    Strategy = best.Scenario.Strategy with { Data = replicas },
                    Cluster = best.Scenario.Cluster with { Count = replicas * best.Scenario.Strategy.RanksPerReplica },
                }
            );
            return report.ObjectiveMet && !report.Result!.QueueGrows;
        }

        Assert.All(Enumerable.Range(1, best.Scenario.Strategy.Data - 1), replicas => Assert.False(Meets(replicas), $"{replicas}"));
        Assert.True(Meets(best.Scenario.Strategy.Data));
        Assert.All(result.Candidates.Where(static c => c.Meets), c => Assert.True(c.Gpus >= best.Gpus));
    }

    [Fact]
    public void Find_Cost_PrefersTheCheaperAccelerator()
    {
        var result = CapacitySearch.Find(
            Read("""{ "tensor": [1], "accelerators": ["A100-SXM-80GB", "H100-SXM-80GB"], "objective": "cost" }"""),
            new Estimator()
        );
        Assert.NotNull(result.Best);
        Assert.All(result.Candidates.Where(static c => c.Meets), c => Assert.True(c.CostPerHour.Amount >= result.Best.CostPerHour.Amount));
    }

    [Fact]
    public void Find_AnotherAccelerator_DoesNotRepeatWhatWasAssumedOfTheFirst()
    {
        var request = CapacityInput.Read(
            """
            {
              "kind": "serving", "model": "llama-3.1-8b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 2 },
              "workload": { "requests": 100, "arrival": { "process": "poisson", "rate": 1 }, "inputTokens": 100, "outputTokens": 100, "slo": { "ttftSeconds": 10 } },
              "search": { "tensor": [1], "accelerators": ["A100-SXM-80GB", "H100-SXM-80GB"] }
            }
            """,
            new ScenarioReader(),
            new InputProblems()
        )!;
        var result = CapacitySearch.Find(request, new Estimator());
        bool Assumes(string accelerator, string what) =>
            result
                .Candidates.Single(c => c.Scenario.Cluster.Accelerator.Id == accelerator)
                .Report.Assumptions.Any(assumption => assumption.Path == what);
        Assert.True(Assumes("A100-SXM-80GB", "cluster.perNode"));
        Assert.False(Assumes("H100-SXM-80GB", "cluster.perNode"));
    }

    [Fact]
    public void Find_TooFewGpus_SaysWhatIsMissed()
    {
        var result = CapacitySearch.Find(Read("""{ "tensor": [1], "maxGpus": 1 }""", rate: 500), new Estimator());
        Assert.Null(result.Best);
        Assert.Contains("1 GPUs are not enough: the queue grows", Assert.Single(result.Candidates).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_GivenStrategy_IsFixed() =>
        Assert.All(
            CapacitySearch.Find(Read("""{ "tensor": [1, 2, 4] }""", strategy: """{ "tensor": 1 }"""), new Estimator()).Candidates,
            c => Assert.Equal(1, c.Scenario.Strategy.Tensor)
        );

    [Fact]
    public void Read_BadSearch_ListsEveryProblem()
    {
        var problems = new InputProblems();
        Assert.Null(
            CapacityInput.Read(
                """{ "kind": "serving", "search": { "maxGpus": 0, "objective": "speed", "accelerators": ["H1000"], "replicas": 3 } }""",
                new ScenarioReader(),
                problems
            )
        );
        var paths = problems.Select(static p => p.Path).ToHashSet();
        Assert.All(
            ["$.search.maxGpus", "$.search.objective", "$.search.accelerators[0]", "$.search.replicas"],
            path => Assert.Contains(path, paths)
        );
    }
}
