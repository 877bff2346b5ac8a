using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Tests.Planning;

/// <summary>A search finds what trying everything finds, whatever it leaves out and however many threads it has.</summary>
public class PlanSearchTests
{
    private static readonly Estimator Estimator = new();

    [Theory]
    [InlineData("llama-7b", 16, PlanObjective.Time)]
    [InlineData("opt-13b", 32, PlanObjective.Throughput)]
    [InlineData("mixtral-8x7b", 32, PlanObjective.Time)]
    [InlineData("llama2-70b", 8, PlanObjective.Cost)]
    public void Find_PrunedOrNot_GivesTheBestOfAll(string model, int gpus, PlanObjective objective)
    {
        var request = Request(model, gpus) with
        {
            Objective = objective,
            Top = 7,
            Space = new PlanSpace { MicroBatch = [1, 4], Context = [1, 2] },
        };
        var pruned = PlanSearch.Find(request, Estimator);
        var whole = PlanSearch.Find(request with { Prune = false }, Estimator);

        Assert.Equal(whole.Enumerated, pruned.Enumerated);
        Assert.Equal(pruned.Enumerated, pruned.Pruned + pruned.Evaluated);
        Assert.Equal(whole.Enumerated, whole.Evaluated);
        Assert.Equal(whole.Evaluated, whole.Feasible + whole.Rejected.Sum(static r => r.Count));
        Assert.Equal(Answer(whole), Answer(pruned));

        var all = All(request).ToList();
        Assert.Equal(all.Count, whole.Enumerated);
        var reports = all.Select(s => Estimator.Estimate(s)).Where(static r => r.Feasible).ToList();
        Assert.Equal(reports.Count, whole.Feasible);
        Assert.Equal(
            reports.Select(static r => r.Step.Total.TotalSeconds).Order().Take(7),
            whole.Plans.Select(static p => p.Report.Step.Total.TotalSeconds)
        );
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Find_AnyNumberOfThreads_GivesTheSameBytes(bool prune, bool pareto)
    {
        var request = Request("gpt-neox-20b", 64) with
        {
            Prune = prune,
            Pareto = pareto,
            Clusters = [Cluster("A100-SXM-80GB", 32), Cluster("H100-SXM-80GB", 64)],
        };
        var one = PlanJson.ToText(PlanSearch.Find(request with { Threads = 1 }, Estimator), timing: false);
        Assert.Equal(one, PlanJson.ToText(PlanSearch.Find(request with { Threads = 5 }, Estimator), timing: false));
    }

    [Fact]
    public void Find_Front_HoldsNoPlanThatAnotherBeats()
    {
        var front = PlanSearch.Find(Request("opt-13b", 16) with { Pareto = true, Top = 1 }, Estimator).Front;
        Assert.NotEmpty(front);
        foreach (var (left, right) in front.Zip(front.Skip(1)))
        {
            Assert.True(left.Report.Step.Total < right.Report.Step.Total);
            Assert.True(
                left.Report.Memory.PerGpu.TotalBytes
                    > right.Report.Memory.PerGpu.TotalBytes + (0.01 * left.Report.Memory.Capacity.TotalBytes)
            );
        }
    }

    [Fact]
    public void Find_Front_CoversEveryFeasiblePlan()
    {
        var request = Request("opt-13b", 16) with
        {
            Pareto = true,
            Top = 100_000,
            Space = new PlanSpace { MicroBatch = [1, 4], Context = [1, 2] },
            Clusters = [Cluster("A100-SXM-80GB", 8), Cluster("A100-SXM-80GB", 16), Cluster("H100-SXM-80GB", 8)],
        };
        var result = PlanSearch.Find(request, Estimator);
        Assert.Equal(result.Feasible, result.Plans.Count);
        Assert.Contains(result.Front, p => p.Report.Step.Total == result.Plans[0].Report.Step.Total);
        foreach (var plan in result.Plans)
        {
            Assert.Contains(
                result.Front,
                kept =>
                    kept.Report.Step.Total <= plan.Report.Step.Total
                    && kept.Report.Run.Cost.Amount <= plan.Report.Run.Cost.Amount * (1 + 1e-12)
                    && kept.Scenario.Cluster.Count <= plan.Scenario.Cluster.Count
                    && Headroom(kept) >= Headroom(plan) - (0.0100001 * plan.Report.Memory.Capacity.TotalBytes)
            );
        }

        static double Headroom(Plan plan) => (plan.Report.Memory.Capacity - plan.Report.Memory.PerGpu).TotalBytes;
    }

    [Fact]
    public void Find_NothingFits_NamesTheNearestMiss()
    {
        var request = Request("gpt3-175b", 8);
        var pruned = PlanSearch.Find(request, Estimator);
        Assert.Empty(pruned.Plans);
        var memory = Assert.Single(pruned.Rejected);
        Assert.Equal("memory", memory.Reason);
        Assert.False(memory.NearMiss.Report.Feasible);
        var whole = PlanSearch.Find(request with { Prune = false }, Estimator);
        Assert.Equal(whole.Rejected[0].NearMiss.Scenario.Strategy, memory.NearMiss.Scenario.Strategy);
        Assert.True(pruned.Pruned > 0);
    }

    [Fact]
    public void Find_FewestGpusWithinADeadline_IsTheSmallestClusterThatMeetsIt()
    {
        var request = Request("llama-7b", 8) with
        {
            Objective = PlanObjective.FewestGpus,
            Clusters = [.. new[] { 64, 8, 16, 32 }.Select(n => Cluster("A100-SXM-80GB", n))],
            Top = 1,
        };
        var days =
            PlanSearch
                .Find(request with { Objective = PlanObjective.Time, Clusters = [Cluster("A100-SXM-80GB", 32)] }, Estimator)
                .Plans[0]
                .Report.Run.Time.TotalSeconds / 86400;
        var result = PlanSearch.Find(request with { DeadlineDays = days * 1.01 }, Estimator);
        Assert.Equal(32, Assert.Single(result.Plans).Scenario.Cluster.Count);
        Assert.All(PlanSearch.Find(request with { DeadlineDays = days / 100 }, Estimator).Rejected, static r => Assert.True(r.Count > 0));
    }

    [Fact]
    public void Find_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            PlanSearch.Find(Request("opt-13b", 16), Estimator, cancellation: cancellation.Token)
        );
    }

    [Fact]
    public void Find_OverPrecisionOptimizerAndOffload_GivesTheBestOfEachSearchedAlone()
    {
        var request = Request("llama2-13b", 8) with
        {
            Top = 1,
            Clusters = [Cluster("H100-SXM-80GB", 8)],
            Space = new PlanSpace { MicroBatch = [1, 2], Context = [1] },
        };
        Precision[] precisions = [PrecisionRecipe.For("megatron", NumberFormat.Bf16), PrecisionRecipe.For("megatron", NumberFormat.Fp8)];
        OptimizerKind[] optimizers = [OptimizerKind.AdamW, OptimizerKind.AdamW8Bit];
        OffloadPolicy[] offloads = [default, new OffloadPolicy(OffloadTarget.Cpu)];
        var together = PlanSearch.Find(
            request with
            {
                Space = request.Space with { Precision = precisions, Optimizer = optimizers, Offload = offloads },
            },
            Estimator
        );
        var alone = (
            from precision in precisions
            from optimizer in optimizers
            from offload in offloads
            let strategy = request.Scenario.Strategy with
            {
                Precision = precision,
                Optimizer = optimizer,
                Offload = offload,
            }
            select PlanSearch.Find(request with { Scenario = request.Scenario with { Strategy = strategy } }, Estimator)
        ).ToList();

        Assert.Equal(alone.Sum(static r => r.Enumerated), together.Enumerated);
        Assert.Equal(together.Enumerated, together.Pruned + together.Evaluated);
        var best = alone.SelectMany(static r => r.Plans).MinBy(static p => p.Report.Step.Total.TotalSeconds)!;
        Assert.Equal(best.Scenario.Strategy, together.Plans[0].Scenario.Strategy);
        Assert.Equal(best.Report.Step.Total, together.Plans[0].Report.Step.Total);
    }

    [Fact]
    public void Find_PriceOfOneAccelerator_ChoosesTheCheaperRun()
    {
        var request = Request("llama-7b", 8) with
        {
            Objective = PlanObjective.Cost,
            Top = 1,
            Clusters = [Cluster("A100-SXM-80GB", 8), Cluster("H100-SXM-80GB", 8)],
        };
        Assert.Equal(
            "A100-SXM-80GB",
            PlanSearch
                .Find(request with { Prices = new Dictionary<string, double> { ["A100-SXM-80GB"] = 0.01 } }, Estimator)
                .Plans[0]
                .Scenario.Cluster.Accelerator.Id
        );
        Assert.Equal(
            "H100-SXM-80GB",
            PlanSearch
                .Find(request with { Prices = new Dictionary<string, double> { ["H100-SXM-80GB"] = 0.01 } }, Estimator)
                .Plans[0]
                .Scenario.Cluster.Accelerator.Id
        );
    }

    private static IEnumerable<TrainingScenario> All(PlanRequest request)
    {
        var scenario = request.Scenario;
        var (n, layers, experts) = (scenario.Cluster.Count, scenario.Model.Layers, scenario.Model.Mixture?.Experts ?? 1);
        var one = Enumerable.Range(1, n).ToList();
        return from tensor in one
               where tensor <= scenario.Cluster.PerNode
               from sequence in tensor > 1 ? new[] { false, true } : [false]
               from context in request.Space.Context
               from pipeline in one
               where n % (tensor * context * pipeline) == 0
               from expert in Enumerable.Range(1, experts)
               where experts % expert == 0
               from order in Orders(pipeline, layers)
               from recompute in request.Space.Recompute
               from sharding in request.Space.Sharding
               from microBatch in request.Space.MicroBatch
               let strategy = scenario.Strategy with
               {
                   Layout = new ParallelLayout
                   {
                       Tensor = tensor,
                       SequenceParallel = sequence,
                       Context = context,
                       Pipeline = pipeline,
                       Data = n / (tensor * context * pipeline),
                       Expert = expert,
                       VirtualStages = order.Chunks,
                   },
                   Schedule = order.Schedule,
                   Recompute = recompute,
                   Sharding = sharding,
                   MicroBatch = microBatch,
               }
               where PlanRules.Check(scenario.Model, scenario.Cluster, strategy, scenario.Workload).Count == 0
               select scenario with
               {
                   Strategy = strategy,
               };
    }

    private static IEnumerable<(PipelineSchedule Schedule, int Chunks)> Orders(int pipeline, int layers) =>
        pipeline == 1
            ? [(PipelineSchedule.OneForwardOneBackward, 1)]
            : Enumerable
                .Range(2, 7)
                .Where(chunks => layers % pipeline == 0 && layers / pipeline % chunks == 0)
                .Select(static chunks => (PipelineSchedule.Interleaved, chunks))
                .Append((PipelineSchedule.OneForwardOneBackward, 1))
                .Append((PipelineSchedule.ZeroBubbleH1, 1));

    private static string Answer(SearchResult<Plan> result) =>
        string.Join('\n', result.Plans.Select(static p => ScenarioWriter.ToText(p.Scenario) + ReportJson.ToText(p.Report)));

    private static PlanRequest Request(string model, int gpus) =>
        new(
            new TrainingScenario
            {
                Model = ModelCatalog.Default.Get(model).Spec,
                Cluster = Cluster("A100-SXM-80GB", gpus),
                Framework = "megatron",
                Workload = new TrainingWorkload(2048, 64, 1e9),
            }
        );

    private static Cluster Cluster(string accelerator, int count) =>
        LlmCostSim.Hardware.Cluster.Create(HardwareCatalog.Default.Get(accelerator), count);
}
