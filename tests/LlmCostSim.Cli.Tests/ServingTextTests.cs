using LlmCostSim.Inference;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;
using LlmCostSim.Units;

namespace LlmCostSim.Cli.Tests;

/// <summary>The text of a serving report whose figures are made up, so that better models do not move the golden file.</summary>
public sealed class ServingTextTests
{
    private static Document Page =>
        EstimatePage.Of(new ScenarioReader().Read(File.ReadAllText(Tool.Sample("llama-2-70b-serving.json"))), Report());

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void Text_ServingReport_LooksLikeTheGolden(int width) => Golden.CheckText($"serve-{width}.txt", Page, width);

    [Fact]
    public void Charts_ServingReport_LookLikeTheGoldens() => Golden.CheckCharts(Page, ["latency", "load", "memory"], "serve-");

    private static ServingReport Report() =>
        new()
        {
            Parameters = 68_976_648_192,
            Accelerators = 16,
            CacheTokens = 1_403_728,
            Capacity = Bytes.FromGiB(71.3),
            Memory = new InferenceMemory(Bytes.FromGiB(16.1), Bytes.FromGiB(53.5), Bytes.FromMiB(256), Bytes.FromGiB(1.44)),
            Objective = new ServiceObjective { TimeToFirstToken = 0.5, TimePerOutputToken = 0.1 },
            CostPerMillionTokens = new Money(8.27),
            EnergyPerMillionTokens = Energy.FromKilowattHours(2.27),
            Assumptions = [Assumption.Default("strategy.data", "2", "from 16 accelerators")],
            Result = new ServingResult
            {
                Completed = 9_990,
                Rejected = 10,
                TimeToFirstToken = new LatencySummary(0.192, 0.169, 0.331, 0.533, 0.05, 0.801),
                TimePerOutputToken = new LatencySummary(0.0257, 0.0254, 0.0294, 0.0362, 0.02, 0.0693),
                EndToEnd = new LatencySummary(5.79, 4.57, 11.2, 23.7, 0.3, 30.1),
                Horizon = 2550,
                InputTokens = 10_000_000,
                OutputTokens = 2_200_000,
                CachedTokens = 0,
                RecomputedTokens = 0,
                Preemptions = 3,
                Steps = 190_000,
                Utilization = 0.999,
                MeanBatch = 11,
                MeanInSystem = 22.7,
                MeanWaiting = 0.11,
                MostWaiting = 6,
                QueueGrows = false,
                MeanCacheShare = 0.009,
                MostCacheShare = 0.027,
                WithinObjective = 9_880,
                Observed = 9_990,
                AtPercentile = (0.533, 0.0362, 23.7),
                Timeline = [.. Enumerable.Range(0, 60).Select(i => new TimelinePoint((i + 0.5) * 42.5, i % 10 * 0.1, 20 + (i % 7), 0.01))],
            },
        };
}
