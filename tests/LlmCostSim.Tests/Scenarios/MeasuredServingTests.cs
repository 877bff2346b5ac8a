using System.Globalization;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

public sealed class MeasuredServingTests
{
    private static string Text(string model, int batch, string calibration = "") =>
        $$"""{ "kind": "inference", "model": "{{model}}", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 }, "strategy": { "framework": "vllm" }, "workload": { "batch": {{batch}}, "inputTokens": 512, "outputTokens": 128 }{{calibration}} }""";

    private static InferenceReport Estimate(string text) => (InferenceReport)new Estimator().Estimate(new ScenarioReader().Read(text));

    private static string Measured(string model, string figure, double value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $", \"calibration\": {{ \"measured\": {{ \"{figure}\": {value:R} }}, \"scenario\": {Text(model, 4)} }}"
        );

    [Theory]
    [InlineData("tpotSeconds")]
    [InlineData("ttftSeconds")]
    [InlineData("outputTokensPerSecond")]
    public void Estimate_RunMeasuredSlower_MovesTowardsItAndNarrows(string figure)
    {
        var (here, there) = (Estimate(Text("llama-2-7b", 8)), Estimate(Text("llama-2-7b", 4)).Estimate);
        var measured = figure switch
        {
            "tpotSeconds" => 1.4 * there.TimePerOutputToken.TotalSeconds,
            "ttftSeconds" => 1.4 * there.TimeToFirstToken.TotalSeconds,
            _ => there.OutputTokensPerSecond / 1.4,
        };

        var report = Estimate(Text("llama-2-7b", 8, Measured("llama-2-7b", figure, measured)));

        var (before, after) =
            figure == "ttftSeconds"
                ? (here.Interval.TimeToFirstToken, report.Interval.TimeToFirstToken)
                : (here.Interval.TimePerOutputToken, report.Interval.TimePerOutputToken);
        Assert.InRange(after.P50 / before.P50, 1.02, 1.4);
        Assert.True(after.P90 / after.P10 < before.P90 / before.P10);
        Assert.True(report.Estimate.OutputTokensPerSecond < here.Estimate.OutputTokensPerSecond);
        Assert.True(report.Interval.Cost.P50 > here.Interval.Cost.P50);
        Assert.Contains(report.Assumptions, static assumption => assumption.Path == "calibration");
    }

    [Theory]
    [InlineData("tpotSeconds")]
    [InlineData("ttftSeconds")]
    [InlineData("outputTokensPerSecond")]
    public void Estimate_TheVeryRunMeasured_IsWhatWasMeasured(string figure)
    {
        Quantiles Figure(InferenceReport report) =>
            figure switch
            {
                "tpotSeconds" => report.Interval.TimePerOutputToken,
                "ttftSeconds" => report.Interval.TimeToFirstToken,
                _ => report.Interval.OutputTokensPerSecond,
            };
        var before = Figure(Estimate(Text("llama-2-7b", 4)));

        var after = Figure(Estimate(Text("llama-2-7b", 4, Measured("llama-2-7b", figure, 1.4 * before.P50))));

        Assert.InRange(Math.Log(after.P50 / before.P50) / Math.Log(1.4), 0.75, 1);
        Assert.True(after.P90 / after.P10 < before.P90 / before.P10);
    }

    [Fact]
    public void Estimate_OtherModelMeasured_LearnsLess()
    {
        var here = Estimate(Text("llama-2-13b", 8)).Interval.TimePerOutputToken.P50;
        double Learned(string model) =>
            Estimate(
                Text("llama-2-13b", 8, Measured(model, "tpotSeconds", 1.4 * Estimate(Text(model, 4)).Interval.TimePerOutputToken.P50))
            ).Interval.TimePerOutputToken.P50 / here;

        Assert.InRange(Learned("llama-2-7b"), 1, Learned("llama-2-13b") - 0.02);
    }

    [Fact]
    public void Write_MeasuredRun_ReadsTheSame()
    {
        var scenario = (InferenceScenario)new ScenarioReader().Read(Text("llama-2-7b", 8, Measured("llama-2-7b", "tpotSeconds", 0.02)));

        var again = (InferenceScenario)new ScenarioReader().Read(ScenarioWriter.ToText(scenario));

        Assert.Equal(0.02, again.Measured!.TimePerOutputToken);
        Assert.Equal(scenario.Measured!.Scenario.Workload, again.Measured.Scenario.Workload);
    }

    [Theory]
    [InlineData(", \"calibration\": { \"measured\": {}, \"scenario\": SAME }")]
    [InlineData(", \"calibration\": { \"measured\": { \"tpotSeconds\": 0 }, \"scenario\": SAME }")]
    [InlineData(", \"calibration\": { \"measured\": { \"stepSeconds\": 1 }, \"scenario\": SAME }")]
    [InlineData(
        ", \"calibration\": { \"measured\": { \"tpotSeconds\": 1 }, \"scenario\": { \"model\": \"llama-2-7b\", \"cluster\": { \"accelerator\": \"A100-SXM-80GB\", \"count\": 1 }, \"workload\": { \"sequenceLength\": 128, \"globalBatch\": 1 } } }"
    )]
    public void Read_BadMeasurement_NamesItsPath(string calibration)
    {
        var invalid = Assert.Throws<InvalidInputException>(() =>
            new ScenarioReader().Read(Text("llama-2-7b", 8, calibration.Replace("SAME", Text("llama-2-7b", 4), StringComparison.Ordinal)))
        );

        Assert.All(invalid.Problems, problem => Assert.StartsWith("$.calibration", problem.Path, StringComparison.Ordinal));
    }
}
