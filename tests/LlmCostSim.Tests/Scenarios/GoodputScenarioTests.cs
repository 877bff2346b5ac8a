using FsCheck;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Failures, spot machines and owned hardware in scenarios.</summary>
public class GoodputScenarioTests
{
    private static readonly Estimator Estimator = new();

    private static string Text(string economics) =>
        $$"""
            {
              "model": "llama-7b",
              "cluster": { "accelerator": "A100-SXM-80GB", "count": 256, "perNode": 8, "networkGbpsPerNode": 1600 },
              "strategy": { "sharding": "zero1", "microBatch": 2, "recompute": "selective" },
              "workload": { "sequenceLength": 2048, "globalBatch": 2048, "tokens": 1e12 },
              "economics": { {{economics}} }
            }
            """;

    private static TrainingReport Report(string economics) =>
        (TrainingReport)Estimator.Estimate(new ScenarioReader().Read(Text(economics)));

    [Fact]
    public void Run_WithoutFailures_GoodputIsOne_AndSaidToBeAssumed()
    {
        var report = Report("\"pricePerGpuHour\": 2");
        Assert.Equal(1, report.Run.Goodput);
        Assert.Null(report.Run.Checkpoints);
        Assert.Contains(report.Assumptions, static assumption => assumption is { Path: "run.goodput", Value: "1" });
    }

    [Fact]
    public void Run_WithFailures_TakesLongerByGoodput()
    {
        var (ideal, real) = (
            Report("\"pricePerGpuHour\": 2"),
            Report(
                "\"pricePerGpuHour\": 2, \"mtbfHoursPerGpu\": 5000, \"checkpointSeconds\": 60, \"restartMinutes\": 20, \"detectionMinutes\": 10"
            )
        );
        Assert.InRange(real.Run.Goodput, 0.7, 0.99);
        Assert.Equal(ideal.Run.GpuHours.TotalHours / real.Run.Goodput, real.Run.GpuHours.TotalHours, 3);
        Assert.Equal(ideal.Run.Cost.Amount / real.Run.Goodput, real.Run.Cost.Amount, 2);
        Assert.Equal(30, real.Run.Checkpoints!.RestartTime.TotalSeconds / 60, 6);
        Assert.Equal(5000.0 / 256, real.Run.Checkpoints.MeanTimeBetweenFailures.TotalHours, 9);
    }

    [Fact]
    public void Run_OpenMembers_ComeFromPublishedRuns_AndAreSaid()
    {
        var report = Report("\"restartMinutes\": 5");
        Assert.Contains(
            report.Assumptions,
            static assumption => assumption is { Path: "economics.mtbfHoursPerGpu", Value: ['5', '0', '6', '7', '7', ..] }
        );
        Assert.Contains(report.Assumptions, static assumption => assumption.Path == "economics.checkpointSeconds");
    }

    [Fact]
    public void Run_Spot_TakesTheSpotPrice_AndWaitsAreNotPaid()
    {
        var report = Report("\"spot\": { \"meanUptimeHours\": 5, \"waitMinutes\": 60 }, \"checkpointSeconds\": 30");
        var paid = report.Run.GpuHours.TotalHours / 256;
        Assert.True(report.Run.Time.TotalHours > paid * 1.1);
        Assert.Contains(report.Assumptions, static assumption => assumption.Text.Contains("spot price", StringComparison.Ordinal));
    }

    /// <summary>
    /// Preemptions come on top of failures: the interval that is reported and used is that of both, and no other does better.
    /// </summary>
    [Theory]
    [InlineData("")]
    [InlineData(", \"noticeSeconds\": 120")]
    public void Run_Spot_NoGivenIntervalDoesBetterThanTheChosenOne(string notice)
    {
        var spot = $"\"spot\": {{ \"meanUptimeHours\": 5{notice} }}, \"mtbfHoursPerGpu\": 5000, \"checkpointSeconds\": 30";
        var chosen = Report(spot).Run;
        Assert.Equal(chosen.Checkpoints!.Optimum, chosen.Checkpoints.Interval);
        Assert.Equal(
            notice.Length > 0 ? 5000.0 / 256 : 1 / ((256 / 5000.0) + (1 / 5.0)),
            chosen.Checkpoints.MeanTimeBetweenFailures.TotalHours,
            9
        );
        foreach (var factor in new[] { 0.3, 0.9, 1.1, 3 })
        {
            var minutes = (factor * chosen.Checkpoints.Optimum.TotalSeconds / 60).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
            Assert.True(Report($"{spot}, \"checkpointIntervalMinutes\": {minutes}").Run.Goodput < chosen.Goodput);
        }
    }

    [Fact]
    public void Run_OwnedHardware_IsThePrice() =>
        Assert.Contains(
            Report("\"owned\": { \"purchasePrice\": 20000, \"electricityPerKwh\": 0.12 }").Assumptions,
            static assumption => assumption.Text.Contains("20,000 over 4 years", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public void Owned_WhateverIsKnownOfItsPower_NotesTheOverheadThatItPaysOnce(int boardWatts)
    {
        var text = Text("\"owned\": { \"purchasePrice\": 20000, \"electricityPerKwh\": 0.12 }, \"hostWattsPerGpu\": 100");
        var scenario = (TrainingScenario)new ScenarioReader().Read(text);
        var accelerator = scenario.Cluster.Accelerator with { BoardPower = Power.FromWatts(boardWatts) };
        var report = Estimator.Estimate(scenario with { Cluster = scenario.Cluster with { Accelerator = accelerator } });
        Assert.Single(report.Assumptions, static assumption => assumption.Path == "economics.pue");
    }

    [Fact]
    public void Read_Contradictions_AreAllListed()
    {
        var problems = Assert
            .Throws<InvalidInputException>(() =>
                new ScenarioReader().Read(
                    Text("\"checkpointSeconds\": 1, \"storageGBps\": 2, \"owned\": { \"years\": 0 }, \"spot\": { \"noticeSecond\": 3 }")
                )
            )
            .Problems;
        Assert.Equal(5, problems.Count);
    }

    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        var scenario = new ScenarioReader().Read(
            Text(
                "\"mtbfHoursPerGpu\": 5000, \"storageGBps\": 20, \"checkpointIntervalMinutes\": 30, \"restartMinutes\": 5, \"stragglerVariation\": 0.01, \"spot\": { \"meanUptimeHours\": 5 }, \"owned\": { \"purchasePrice\": 20000 }"
            )
        );
        Assert.Equal(scenario.Economics, new ScenarioReader().Read(ScenarioWriter.ToText(scenario)).Economics);
    }

    [Property(MaxTest = 20)]
    public bool Cost_MultipleOfThePrice_IsThatMultiple(PositiveInt price, PositiveInt factor)
    {
        var (one, many) = (Report($"\"pricePerGpuHour\": {price.Get}"), Report($"\"pricePerGpuHour\": {(long)price.Get * factor.Get}"));
        return Math.Abs((many.Run.Cost.Amount / one.Run.Cost.Amount / factor.Get) - 1) < 1e-12;
    }
}
