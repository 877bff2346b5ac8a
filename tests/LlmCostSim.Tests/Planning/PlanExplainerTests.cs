using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Setups;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Planning;

/// <summary>
/// The search finds a plan at least as good as every published one, and says term by term where the difference comes from.
/// </summary>
public class PlanExplainerTests
{
    private static readonly Estimator Estimator = new();

    public static TheoryData<string> Setups =>
        [
            .. SetupCatalog
                .All.Where(static setup => new ScenarioReader().Read(setup.Scenario) is TrainingScenario { Cluster.Count: > 1 })
                .Select(static setup => setup.Id),
        ];

    [Theory]
    [MemberData(nameof(Setups))]
    public void Explain_DocumentedSetup_IsAtLeastAsGoodAndAddsUp(string id)
    {
        var setup = SetupCatalog.All.Single(s => s.Id == id);
        Check((TrainingScenario)new ScenarioReader().Read(setup.Scenario));
    }

    /// <summary>
    /// The four models of Korthikanti et al. 2022, table 5, with full recomputation and with sequence parallelism and selective
    /// recomputation.
    /// </summary>
    [Theory]
    [InlineData(48, 6144, 64, 1, 1, 4, 4)]
    [InlineData(96, 12288, 96, 8, 3, 1, 64)]
    [InlineData(105, 20480, 128, 35, 3, 1, 280)]
    [InlineData(128, 25600, 160, 64, 1, 1, 512)]
    public void Explain_Korthikanti_IsAtLeastAsGoodAndAddsUp(
        int layers,
        int hidden,
        int heads,
        int pipeline,
        int chunks,
        int microBatch,
        int batch
    )
    {
        Check(Korthikanti(layers, hidden, heads, pipeline, chunks, microBatch, batch, sequence: false));
        Check(Korthikanti(layers, hidden, heads, pipeline, chunks, microBatch, batch, sequence: true));
    }

    private static TrainingScenario Korthikanti(
        int layers,
        int hidden,
        int heads,
        int pipeline,
        int chunks,
        int microBatch,
        int batch,
        bool sequence
    )
    {
        var model = ModelCatalog.Default.Get("gpt3-175b").Spec;
        return new()
        {
            Model = model with
            {
                Id = "korthikanti",
                Layers = layers,
                HiddenSize = hidden,
                FeedForwardSize = 4 * hidden,
                Attention = model.Attention with { Heads = heads, KeyValueHeads = heads, HeadDim = hidden / heads },
            },
            Cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8 * pipeline, 8, 1600),
            Framework = "megatron",
            Workload = new TrainingWorkload(2048, batch),
            Strategy = new TrainingStrategy
            {
                Layout = new ParallelLayout
                {
                    Tensor = 8,
                    SequenceParallel = sequence,
                    Pipeline = pipeline,
                    VirtualStages = chunks,
                },
                Schedule = chunks > 1 ? PipelineSchedule.Interleaved : PipelineSchedule.OneForwardOneBackward,
                Recompute = new RecomputePolicy(sequence ? RecomputeKind.Selective : RecomputeKind.Full),
                MicroBatch = microBatch,
                Precision = PrecisionRecipe.For("megatron", NumberFormat.Fp16),
                Attention = AttentionImplementation.Unfused,
                Dropout = 0.1,
            },
        };
    }

    private static void Check(TrainingScenario given)
    {
        var answer = PlanExplainer.Explain(given, Estimator);
        if (answer.Given.Report.Feasible)
        {
            Assert.NotNull(answer.Best);
            Assert.InRange(answer.Ratio, double.Epsilon, 1);
        }

        if (answer.Best is { } best && answer.Given.Report.Step.Total.TotalSeconds > 0)
        {
            Assert.True(best.Report.Feasible);
            var whole = best.Report.Step.Total.TotalSeconds - answer.Given.Report.Step.Total.TotalSeconds;
            var sum = answer.Terms.Where(static t => t.Unit == "seconds").Sum(static t => t.Difference);
            Assert.Equal(whole, sum, 1e-9 * answer.Given.Report.Step.Total.TotalSeconds);
            Assert.All(
                answer.Terms.Where(static t => t.Unit == "seconds").Zip(answer.Terms.Where(static t => t.Unit == "seconds").Skip(1)),
                static pair => Assert.True(Math.Abs(pair.First.Difference) >= Math.Abs(pair.Second.Difference))
            );
        }
    }
}
