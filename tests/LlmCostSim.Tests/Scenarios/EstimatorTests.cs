using System.Text.Json;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

public sealed class EstimatorTests
{
    private static readonly TrainingReport Falcon = Report(Samples.Falcon);

    [Fact]
    public void Estimate_Falcon_HasThePublishedParameters() => Assert.Equal(7_217_189_760, Falcon.Parameters);

    [Fact]
    public void Estimate_Falcon_TakesAboutTheDocumentedTwoWeeks() => Assert.InRange(Falcon.Run.Time.TotalDays, 9, 20);

    [Fact]
    public void Estimate_Falcon_KeepsTheContractsIdentities()
    {
        using var json = JsonDocument.Parse(ReportJson.ToText(Falcon));
        var root = json.RootElement;
        var memory = root.GetProperty("memory");
        var sum = memory.GetProperty("breakdown").EnumerateObject().Sum(m => m.Value.GetDouble());
        var perGpu = memory.GetProperty("perGpuBytes").GetDouble();
        Assert.Equal(perGpu, sum, perGpu * 1e-12);
        Assert.Equal(
            perGpu - memory.GetProperty("breakdown").GetProperty("overhead").GetDouble(),
            memory.GetProperty("allocatedBytes").GetDouble(),
            perGpu * 1e-12
        );
        Assert.True(memory.GetProperty("reservedBytes").GetDouble() >= memory.GetProperty("allocatedBytes").GetDouble());
        var step = root.GetProperty("step");
        var seconds = step.GetProperty("seconds").GetDouble();
        Assert.Equal(seconds, step.GetProperty("breakdown").EnumerateObject().Sum(m => m.Value.GetDouble()), seconds * 1e-12);
        foreach (var interval in root.GetProperty("interval").EnumerateObject())
        {
            var q = interval.Value.EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Assert.True(q.Length == 3 && q[0] <= q[1] && q[1] <= q[2], interval.Name);
        }

        Assert.Equal(seconds, root.GetProperty("interval").GetProperty("stepSeconds")[1].GetDouble());
        Assert.Equal(1.6 * Falcon.Run.GpuHours.TotalHours, Falcon.Run.Cost.Amount, 1e-6);
        Assert.Equal(Math.Ceiling(1.5e12 / (2048.0 * 2304)), Falcon.Run.Steps);
    }

    /// <summary>A report says what its pipeline's closed form is worth; without a pipeline there is nothing to say.</summary>
    [Theory]
    [InlineData("1f1b", 2, "equal to the replay (--trace) for equal stages;")]
    [InlineData("gpipe", 2, "equal to the replay (--trace) for equal stages;")]
    [InlineData("zb-h1", 2, "where whole weight passes fill the gaps")]
    [InlineData("dualpipe", 2, "an approximation")]
    [InlineData("1f1b", 1, null)]
    public void Estimate_Pipeline_SaysHowNearTheReplayItIs(string schedule, int pipeline, string? words)
    {
        var falcon = Samples
            .Falcon.Replace("\"pipeline\": 2", $"\"pipeline\": {pipeline}", StringComparison.Ordinal)
            .Replace("\"data\": 192", $"\"data\": {384 / pipeline}", StringComparison.Ordinal);
        var report = Report(falcon.Replace("\"schedule\": \"1f1b\"", $"\"schedule\": \"{schedule}\"", StringComparison.Ordinal));
        var notes = report.Assumptions.Where(assumption => assumption.Path == "step.breakdown.pipelineBubble").ToArray();
        Assert.Equal(words is null ? 0 : 1, notes.Length);
        Assert.All(notes, note => Assert.Contains(words!, note.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Estimate_FullConvention_CountsTheSquareOfCausalAttention()
    {
        var full = (TrainingReport)
            new Estimator { FlopsConvention = FlopsConvention.Full }.Estimate(new ScenarioReader().Read(Samples.Falcon));

        // Scores and context, forward and twice backward: 3 · 2 · 2 · s · heads · headDim per token and layer, of which the triangle is
        // half.
        var square = 32 * 3 * 4.0 * 2048 * 71 * 64;
        var difference = full.Flops.ModelPerToken.TotalFlops - Falcon.Flops.ModelPerToken.TotalFlops;
        Assert.Equal(square / 2, difference, square * 1e-3);
        Assert.Equal(Falcon.Step, full.Step);
        Assert.Equal(Falcon.Memory, full.Memory);
    }

    [Fact]
    public void Estimate_TooLarge_IsInfeasibleWithTheReason()
    {
        var report = Report(Samples.Falcon.Replace("\"model\": \"falcon-7b\"", "\"model\": \"falcon-180b\"", StringComparison.Ordinal));
        Assert.False(report.Feasible);
        Assert.Contains("GiB", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_FormatWithoutPeak_IsInfeasibleWithTheReason()
    {
        var report = Report(Samples.Falcon.Replace("\"bf16\"", "\"fp8\"", StringComparison.Ordinal));
        Assert.Contains("fp8", Assert.Single(report.Reasons), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", ReportJson.ToText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_FineTuningByExamples_CountsSteps()
    {
        // Alpaca: 52,002 examples, 3 epochs, batch 128 (github.com/tatsu-lab/stanford_alpaca).
        var report = Report(
            """
            {
              "model": "llama-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 4 }, "strategy": { "sharding": "fsdp-full", "microBatch": 4 },
              "workload": { "sequenceLength": 512, "globalBatch": 128, "examples": 52002, "epochs": 3, "meanLength": 120 }
            }
            """
        );
        Assert.Equal(Math.Ceiling(52002 * 3 / 128.0), report.Run.Steps);
        Assert.True(report.Step.Total.TotalSeconds > 0);
    }

    [Fact]
    public void Estimate_SameScenario_GivesTheSameBytes() =>
        Assert.Equal(ReportJson.ToText(Report(Samples.Falcon)), ReportJson.ToText(Report(Samples.Falcon)));

    private static TrainingReport Report(string json) => (TrainingReport)new Estimator().Estimate(new ScenarioReader().Read(json));

    /// <summary>
    /// The timeline shows the step that the report estimates: sequences of the mean length, although memory holds the longest.
    /// </summary>
    [Fact]
    public void Replay_UnpackedExamples_HasTheMeanLength()
    {
        TrainingScenario Job(string lengths) =>
            (TrainingScenario)
                new ScenarioReader().Read(
                    $$"""
                    { "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "pipeline": 2, "sharding": "zero1" },
                      "workload": { {{lengths}}, "globalBatch": 16, "examples": 1000 } }
                    """
                );
        var estimator = new Estimator();
        var mean = Job("\"sequenceLength\": 2048, \"meanLength\": 512");
        var (timeline, step) = estimator.Replay(mean);
        Assert.Equal(estimator.Estimate(mean).Step, step);
        Assert.Equal(estimator.Replay(Job("\"sequenceLength\": 512")).Timeline.Makespan, timeline.Makespan);
    }
}
