using LlmCostSim.Input;
using LlmCostSim.Reporting.Explaining;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Reporting;

/// <summary>Explanations are data: every figure has one, and what they compute is the figure.</summary>
public class ExplanationTests
{
    private const string Training = """
        {
          "model": "mixtral-8x7b-v0.1",
          "cluster": { "accelerator": "H100-SXM-80GB", "count": 64, "networkGbpsPerNode": 3200 },
          "strategy": { "tensor": 2, "pipeline": 2, "context": 2, "expert": 8, "sequenceParallel": true, "sharding": "zero1", "recompute": "full", "offload": { "optimizer": "cpu" } },
          "workload": { "sequenceLength": 8192, "globalBatch": 256, "tokens": 1e11 },
          "economics": { "pricePerGpuHour": 2.5, "mtbfHoursPerGpu": 50000 }
        }
        """;

    private const string FineTuning = """
        {
          "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 },
          "strategy": { "sharding": "fsdp-full", "recompute": "selective", "adapter": { "kind": "lora", "rank": 16 } },
          "workload": { "sequenceLength": 1024, "globalBatch": 32, "examples": 10000, "epochs": 2, "meanLength": 400 },
          "economics": { "pricePerGpuHour": 2 }
        }
        """;

    private const string Inference = """
        {
          "kind": "inference", "model": "llama-3-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 2 },
          "strategy": { "tensor": 2, "weights": "fp8" }, "workload": { "batch": 8, "inputTokens": 1000, "outputTokens": 200 }, "economics": { "pricePerGpuHour": 2 }
        }
        """;

    private const string Serving = """
        {
          "kind": "serving", "model": "llama-3-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 2 },
          "strategy": { "tensor": 1, "framework": "vllm" }, "economics": { "pricePerGpuHour": 2 },
          "workload": { "requests": 200, "arrival": { "process": "poisson", "rate": 4 }, "inputTokens": 800, "outputTokens": 100, "slo": { "ttftSeconds": 1, "tpotSeconds": 0.05 } }
        }
        """;

    public static TheoryData<string> Scenarios => [Training, FineTuning, Inference, Serving];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Explanation_EveryFigure_IsThere_AndItsExpressionGivesIt(string text)
    {
        var scenario = new ScenarioReader().Read(text);
        var report = new Estimator().Estimate(scenario);
        var figures = ReportFigures.Of(report);
        Assert.True(figures.Count > 20);
        foreach (var (path, value) in figures)
        {
            var explained = FigureExplanation.Of(scenario, report, path);
            Assert.Equal(value, explained.Value);
            Assert.Equal(explained.Text.Expression.Length > 0, explained.Recomputed is not null);
            if (explained.Recomputed is { } again)
            {
                Assert.True(
                    Math.Abs(again - value) <= 1e-9 * Math.Abs(value),
                    $"{path}: {again} by '{explained.Text.Expression}', {value} in the report"
                );
            }
        }
    }

    [Theory]
    [InlineData("training")]
    [InlineData("inference")]
    public void Explanation_Inputs_AreFiguresOfSomeReport(string kind)
    {
        string[] known =
        [
            .. from text in new[] { Training, FineTuning, Inference }
            let scenario = new ScenarioReader().Read(text)
            where scenario.Kind == kind
            let values = new FigureValues(scenario, new Estimator().Estimate(scenario))
            from input in Explanations.Of(kind).SelectMany(static e => e.Inputs)
            where values.Find(input).Any()
            select input,
        ];

        // Members that these scenarios leave to their defaults.
        string[] optional =
        [
            "scenario.strategy.offload.*",
            "scenario.economics.powerUtilization",
            "scenario.economics.hostWattsPerGpu",
            "scenario.economics.pue",
            "scenario.economics.carbonIntensity",
            "scenario.economics.region",
        ];
        Assert.Empty(Explanations.Of(kind).SelectMany(static e => e.Inputs).Except(known).Except(optional));
    }

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3 / 9 - 1", 0)]
    [InlineData("sum(step.breakdown.*) / step.seconds", 1)]
    public void Expression_Arithmetic_GoesByTheUsualRules(string text, double expected)
    {
        var scenario = new ScenarioReader().Read(FineTuning);
        Assert.Equal(
            expected,
            FigureExpression.Evaluate(text, new FigureValues(scenario, new Estimator().Estimate(scenario)))!.Value,
            1e-12
        );
    }

    [Theory]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("1 ) 2")]
    public void Expression_Malformed_IsRefused(string text)
    {
        var scenario = new ScenarioReader().Read(FineTuning);
        Assert.Throws<FormatException>(() =>
            FigureExpression.Evaluate(text, new FigureValues(scenario, new Estimator().Estimate(scenario)))
        );
    }

    [Fact]
    public void Explanation_UnknownFigure_NamesTheNearest()
    {
        var scenario = new ScenarioReader().Read(FineTuning);
        var problem = Assert.Throws<InvalidInputException>(() =>
            FigureExplanation.Of(scenario, new Estimator().Estimate(scenario), "step.breakdwn.foward")
        );
        Assert.Contains("step.breakdown.forward", problem.Message, StringComparison.Ordinal);
    }
}
