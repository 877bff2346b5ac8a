using System.Globalization;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Intervals of reports, and what one measured step does to them.</summary>
public sealed class MeasuredPointTests
{
    private const string Job = """
        "model": "MODEL", "cluster": { "accelerator": "GPU", "count": 8 },
        "strategy": { "sharding": "fsdp-full", "recompute": "full", "framework": "fsdp" }, "workload": { "sequenceLength": 2048, "globalBatch": 64, "tokens": "1 B" }
        """;

    private static string Text(string model, string gpu = "A100-SXM-80GB", string rest = "") =>
        "{" + Job.Replace("MODEL", model, StringComparison.Ordinal).Replace("GPU", gpu, StringComparison.Ordinal) + rest + "}";

    private static TrainingReport Report(string text) => (TrainingReport)new Estimator().Estimate(new ScenarioReader().Read(text));

    private static string Calibration(double factor, string quantity = "stepSeconds")
    {
        var predicted = Report(Text("llama-7b")).Step.Total.TotalSeconds * factor;
        var value = quantity == "stepSeconds" ? predicted : 64 * 2048 / predicted / 8;
        return string.Create(
            CultureInfo.InvariantCulture,
            $", \"calibration\": {{ \"measured\": {{ \"{quantity}\": {value:R} }}, \"scenario\": {Text("llama-7b")} }}"
        );
    }

    private static double Width(Quantiles interval) => interval.P90 / interval.P10;

    [Theory]
    [InlineData("A100-SXM-80GB")]
    [InlineData("H200-SXM-141GB")]
    [InlineData("MI300X")]
    public void Interval_AnyReport_IsOrderedAroundThePoint(string gpu)
    {
        var report = Report(Text("llama-7b", gpu));

        Assert.Equal(report.Step.Total.TotalSeconds, report.Interval.StepSeconds.P50);
        foreach (
            var interval in new[]
            {
                report.Interval.StepSeconds,
                report.Interval.PerGpuBytes,
                report.Interval.GpuHours,
                report.Interval.Cost,
            }
        )
        {
            Assert.True(interval.P10 <= interval.P50 && interval.P50 <= interval.P90, interval.ToString());
        }
    }

    [Fact]
    public void Interval_AcceleratorOfAnotherVendor_IsWider() =>
        Assert.True(Width(Report(Text("llama-7b", "MI300X")).Interval.StepSeconds) > Width(Report(Text("llama-7b")).Interval.StepSeconds));

    [Theory]
    [InlineData(1.3, "stepSeconds")]
    [InlineData(0.8, "stepSeconds")]
    [InlineData(1.3, "tokensPerSecondPerGpu")]
    public void Calibration_StepSlowerOrFasterThanPredicted_ShiftsPartWayAndNarrows(double factor, string quantity)
    {
        var plain = Report(Text("llama-13b"));

        var report = Report(Text("llama-13b", rest: Calibration(factor, quantity)));

        var shift = report.Step.Total / plain.Step.Total;
        Assert.InRange(Math.Log(shift) / Math.Log(factor), 0.3, 1);
        Assert.True(Width(report.Interval.StepSeconds) < Width(plain.Interval.StepSeconds));
        Assert.Equal(
            report.Throughput.TokensPerSecond * report.Step.Total.TotalSeconds,
            plain.Throughput.TokensPerSecond * plain.Step.Total.TotalSeconds,
            1e-3
        );
        Assert.Contains(report.Assumptions, static assumption => assumption.Path == "calibration");
    }

    [Theory]
    [InlineData(1.3, "stepSeconds")]
    [InlineData(0.7, "tokensPerSecondPerGpu")]
    public void Calibration_TheVeryJob_IsWhatWasMeasured(double factor, string quantity)
    {
        var plain = Report(Text("llama-7b"));

        var report = Report(Text("llama-7b", rest: Calibration(factor, quantity)));

        Assert.InRange(Math.Log(report.Step.Total / plain.Step.Total) / Math.Log(factor), 0.9, 1);
        Assert.InRange(Width(report.Interval.StepSeconds), 1.05, 1.12);
    }

    [Fact]
    public void Calibration_WrittenScenario_IsReadBackTheSame()
    {
        var scenario = new ScenarioReader().Read(Text("llama-13b", rest: Calibration(1.2)));

        var again = new ScenarioReader().Read(ScenarioWriter.ToText(scenario));

        Assert.Equal(((TrainingScenario)scenario).Measured!.StepSeconds, ((TrainingScenario)again).Measured!.StepSeconds);
        Assert.Equal(new Estimator().Estimate((TrainingScenario)scenario).Step, new Estimator().Estimate((TrainingScenario)again).Step);
    }

    [Theory]
    [InlineData(", \"calibration\": { \"measured\": {}, \"scenario\": { } }")]
    [InlineData(", \"calibration\": { \"measured\": { \"stepSeconds\": -1 }, \"scenario\": 3 }")]
    [InlineData(", \"calibration\": 7")]
    public void Calibration_BadPoint_IsRefusedWithItsPath(string rest)
    {
        var invalid = Assert.Throws<InvalidInputException>(() => new ScenarioReader().Read(Text("llama-13b", rest: rest)));
        Assert.All(invalid.Problems, problem => Assert.StartsWith("$.calibration", problem.Path, StringComparison.Ordinal));
    }
}
