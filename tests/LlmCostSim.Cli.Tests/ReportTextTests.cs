using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Cli.Tests;

/// <summary>The text of a report whose figures are made up, so that better models do not move the golden file.</summary>
public sealed class ReportTextTests
{
    private static Document Page => EstimatePage.Of(Scenario(), Report());

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void Text_TrainingReport_LooksLikeTheGolden(int width) => Golden.CheckText($"estimate-{width}.txt", Page, width);

    [Fact]
    public void Markdown_TrainingReport_LooksLikeTheGolden() => Golden.Check("estimate.md", MarkdownWriter.ToText(Page, "charts"));

    [Fact]
    public void Csv_TrainingReport_LooksLikeTheGolden() => Golden.Check("estimate.csv", CsvWriter.ToText(Page));

    [Fact]
    public void Html_TrainingReport_LooksLikeTheGolden() => Golden.Check("estimate.html", HtmlWriter.ToText(Page));

    [Fact]
    public void Charts_TrainingReport_LookLikeTheGoldens() => Golden.CheckCharts(Page, ["memory", "step"]);

    private static Scenario Scenario() => new ScenarioReader().Read(File.ReadAllText(Tool.Sample("falcon-7b.json")));

    private static TrainingReport Report() =>
        new()
        {
            Name = "falcon-7b",
            Parameters = 7_217_189_760,
            Memory = new MemoryReport
            {
                Breakdown = new MemoryBreakdown(
                    Bytes.FromGiB(7),
                    Bytes.FromGiB(13.5),
                    Bytes.FromMiB(215),
                    Bytes.FromGiB(7.25),
                    Bytes.Zero,
                    Bytes.FromMiB(142),
                    Bytes.FromGiB(1)
                ),
                Reserved = Bytes.FromGiB(30),
                Capacity = Bytes.FromGiB(39.5),
                PeakMoment = PeakMoment.Backward,
            },
            Step = new StepBreakdown(
                Duration.FromSeconds(0.9),
                Duration.FromSeconds(1.7),
                default,
                default,
                default,
                default,
                Duration.FromSeconds(0.2),
                Duration.FromMilliseconds(84),
                Duration.FromSeconds(0.5),
                Duration.FromMilliseconds(70),
                default,
                Duration.FromMilliseconds(5)
            ),
            Throughput = new ThroughputReport
            {
                TokensPerSecond = 1_364_000,
                TokensPerSecondPerGpu = 3552,
                ModelTflopsPerGpu = 153.9,
                Mfu = 0.493,
                Hfu = 0.493,
            },
            Run = new RunReport
            {
                Steps = 317_892,
                Time = Duration.FromDays(12.7),
                GpuHours = GpuHours.FromHours(117_043),
                Energy = Energy.FromKilowattHours(51_500),
                CarbonTonnes = 24.5,
                Cost = new Money(187_269),
            },
            Interval = new IntervalReport
            {
                StepSeconds = Quantiles.Around(3.459, (1 / 1.3, 1.3)),
                PerGpuBytes = Quantiles.Around(Bytes.FromGiB(29.1).TotalBytes, (1 / 1.1, 1.1)),
                GpuHours = Quantiles.Around(117_043, (1 / 1.3, 1.3)),
                Cost = Quantiles.Around(187_269, (1 / 1.3, 1.3)),
            },
            Assumptions =
            [
                Assumption.Default("strategy.mainGradients", "fp32"),
                Assumption.Default("run.goodput", "1", "no time lost to failures, restarts, checkpoints and evaluation"),
            ],
        };
}
