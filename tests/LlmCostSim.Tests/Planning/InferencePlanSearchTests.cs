using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Planning;

/// <summary>A search over ways to serve finds what estimating each of them finds.</summary>
public class InferencePlanSearchTests
{
    private static readonly Estimator Estimator = new();

    [Theory]
    [InlineData(PlanObjective.Cost)]
    [InlineData(PlanObjective.Time)]
    [InlineData(PlanObjective.Throughput)]
    [InlineData(PlanObjective.FewestGpus)]
    public void Find_PrunedOrNot_GivesTheBestOfAll(PlanObjective objective)
    {
        var request = Request("llama2-70b", 2, 8) with
        {
            Objective = objective,
            Top = 6,
            Pareto = true,
            Space = new InferencePlanSpace { Weights = ["bf16", "fp8", "awq"] },
        };
        var pruned = InferencePlanSearch.Find(request, Estimator);
        var whole = InferencePlanSearch.Find(request with { Prune = false, Threads = 1 }, Estimator);

        Assert.Equal(whole.Enumerated, whole.Evaluated);
        Assert.Equal(whole.Enumerated, pruned.Pruned + pruned.Evaluated);
        Assert.True(pruned.Pruned > 0);
        Assert.Equal(whole.Evaluated, whole.Feasible + whole.Rejected.Sum(static r => r.Count));
        Assert.Equal(Texts(whole), Texts(pruned));
        foreach (var plan in whole.Plans)
        {
            Assert.True(plan.Report.Feasible);
            Assert.Equal(ReportJson.ToText(Estimator.Estimate(plan.Scenario)), ReportJson.ToText(plan.Report));
        }

        var scores = All(request)
            .Select(s => (Scenario: s, Report: Estimator.Estimate(s)))
            .Where(static p => p.Report.Feasible)
            .Select(p => Score(objective, p.Scenario, p.Report))
            .Order()
            .Take(6);
        Assert.Equal(scores, whole.Plans.Select(p => Score(objective, p.Scenario, p.Report)));
    }

    [Fact]
    public void Find_ServiceLimits_AreKeptAndNearMissesNamed()
    {
        var request = Request("llama2-70b", 8) with
        {
            Limits = new ServiceLimits { TimeToFirstToken = Duration.FromSeconds(0.5), TimePerOutputToken = Duration.FromMilliseconds(25) },
            Top = 100,
        };
        var result = InferencePlanSearch.Find(request, Estimator);
        Assert.NotEmpty(result.Plans);
        Assert.All(
            result.Plans,
            static p =>
                Assert.True(
                    p.Report.Estimate.TimeToFirstToken.TotalSeconds <= 0.5 && p.Report.Estimate.TimePerOutputToken.TotalSeconds <= 0.025
                )
        );
        var late = result.Rejected.Single(static r => r.Reason == "ttft");
        Assert.True(late.NearMiss.Report.Estimate.TimeToFirstToken.TotalSeconds > 0.5);
        Assert.Empty(
            InferencePlanSearch
                .Find(request with { Limits = new ServiceLimits { EndToEnd = Duration.FromMilliseconds(1) } }, Estimator)
                .Plans
        );
    }

    [Fact]
    public void Find_Front_NoWayBeatsAnother()
    {
        var front = InferencePlanSearch.Find(Request("llama2-13b", 1, 2, 4) with { Pareto = true }, Estimator).Front;
        Assert.NotEmpty(front);
        foreach (var left in front)
        {
            Assert.DoesNotContain(
                front,
                right =>
                    right != left
                    && right.Report.Estimate.EndToEnd <= left.Report.Estimate.EndToEnd
                    && right.Report.CostPerMillionTokens.Amount <= left.Report.CostPerMillionTokens.Amount
                    && right.Scenario.Cluster.Count <= left.Scenario.Cluster.Count
                    && right.Report.Estimate.Memory.Total <= left.Report.Estimate.Memory.Total
            );
        }
    }

    [Fact]
    public void Read_FieldsPresentAreFixed_OthersSearched()
    {
        var problems = new InputProblems();
        var request = InferencePlanInput.Read(
            """{"kind":"inference","model":"llama2-13b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"strategy":{"tensor":2},"workload":{"inputTokens":512,"outputTokens":128},"search":{"batch":[1,8],"slo":{"tpotSeconds":"30 ms"},"budget":200}}""",
            new ScenarioReader(),
            problems
        )!;
        Assert.Empty(problems);
        Assert.Equal([2], request.Space.Tensor);
        Assert.Equal([1, 8], request.Space.Batch);
        Assert.Equal(0.03, request.Limits.TimePerOutputToken!.Value.TotalSeconds, 1e-12);
        Assert.Equal(200, request.Limits.CostPerMillionTokens);
        var result = InferencePlanSearch.Find(request, Estimator);
        Assert.NotEmpty(result.Plans);
        Assert.All(result.Plans, static p => Assert.Equal(2, p.Scenario.Strategy.Tensor));
        Assert.DoesNotContain(result.Plans[0].Report.Assumptions, static assumption => assumption.Path == "workload.batch");
    }

    [Fact]
    public void Read_UnknownMember_IsNamedWithItsPath()
    {
        var problems = new InputProblems();
        Assert.Null(
            InferencePlanInput.Read(
                """{"kind":"inference","model":"llama2-13b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"workload":{"inputTokens":5,"outputTokens":5},"search":{"slo":{"ttft":1},"objectiv":"cost"}}""",
                new ScenarioReader(),
                problems
            )
        );
        Assert.Contains(problems, static p => p.Path == "$.search.slo.ttft");
        Assert.Contains(problems, static p => p.Path == "$.search.objectiv");
    }

    private static IEnumerable<InferenceScenario> All(InferencePlanRequest request) =>
        from cluster in request.Clusters
        from weights in request.Space.Weights
        from tensor in Enumerable.Range(1, cluster.Count)
        where cluster.Count % tensor == 0
        from pipeline in Enumerable.Range(1, cluster.Count / tensor)
        where cluster.Count / tensor % pipeline == 0
        from batch in request.Space.Batch
        select request.Scenario with
        {
            Cluster = cluster,
            WeightFormat = weights,
            Strategy = WeightFormats.In(request.Scenario.Strategy, request.Scenario.Model, weights) with
            {
                Tensor = tensor,
                Pipeline = pipeline,
                Data = cluster.Count / tensor / pipeline,
            },
            Workload = request.Scenario.Workload with { Batch = batch },
        };

    private static double Score(PlanObjective objective, InferenceScenario scenario, InferenceReport report) =>
        objective switch
        {
            PlanObjective.Cost => report.CostPerMillionTokens.Amount,
            PlanObjective.Time => report.Estimate.EndToEnd.TotalSeconds,
            PlanObjective.Throughput => -report.Estimate.OutputTokensPerSecond / scenario.Cluster.Count,
            _ => scenario.Cluster.Count,
        };

    private static string Texts(SearchResult<InferencePlan> result) =>
        string.Join(
            '\n',
            result.Plans.Concat(result.Front).Select(static p => ScenarioWriter.ToText(p.Scenario) + ReportJson.ToText(p.Report))
        );

    private static InferencePlanRequest Request(string model, params int[] gpus) =>
        new(
            new InferenceScenario
            {
                Model = ModelCatalog.Default.Get(model).Spec,
                Cluster = Cluster(gpus[^1]),
                Framework = "vllm",
                Workload = new InferenceWorkload(1, 1024, 256),
            }
        )
        {
            Clusters = [.. gpus.Select(Cluster)],
        };

    private static Cluster Cluster(int count) => LlmCostSim.Hardware.Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), count);
}
