using System.Text.Json;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Writes strategy and workload of an inference scenario.</summary>
internal static class InferenceScenarioWriter
{
    public static void WriteMembers(Utf8JsonWriter writer, InferenceScenario scenario)
    {
        var (strategy, workload) = (scenario.Strategy, scenario.Workload);
        writer.WriteStartObject("strategy");
        WriteStrategy(writer, strategy, scenario.WeightFormat, scenario.Framework);
        writer.WriteEndObject();
        writer.WriteStartObject("workload");
        writer.WriteNumber(scenario.Concurrency > 0 ? "concurrency" : "batch", scenario.Concurrency > 0 ? scenario.Concurrency : workload.Batch);
        writer.WriteNumber("inputTokens", workload.InputTokens);
        writer.WriteNumber("outputTokens", workload.OutputTokens);
        writer.WriteEndObject();
        if (scenario.Measured is { } run)
        {
            WriteMeasured(writer, run);
        }
    }

    /// <summary>Writes what static batches and serving have in common.</summary>
    public static void WriteStrategy(Utf8JsonWriter writer, in InferenceStrategy strategy, string weightFormat, string framework)
    {
        writer.WriteNumber("tensor", strategy.Tensor);
        writer.WriteNumber("pipeline", strategy.Pipeline);
        writer.WriteNumber("expert", strategy.Expert);
        if (strategy.AttentionData > 1)
        {
            writer.WriteNumber("attentionData", strategy.AttentionData);
        }

        writer.WriteNumber("data", strategy.Data);
        writer.WriteString("weights", weightFormat);
        writer.WriteString("kvCache", ScenarioNames.Of(WeightFormats.Caches, strategy.CacheBytes));
        if (framework.Length > 0)
        {
            writer.WriteString("framework", framework);
        }
    }

    private static void WriteMeasured(Utf8JsonWriter writer, MeasuredServing run)
    {
        writer.WriteStartObject("calibration");
        writer.WriteStartObject("measured");
        Figure("ttftSeconds", run.TimeToFirstToken);
        Figure("tpotSeconds", run.TimePerOutputToken);
        Figure("outputTokensPerSecond", run.OutputTokensPerSecond);
        writer.WriteEndObject();
        writer.WritePropertyName("scenario");
        ScenarioWriter.Write(writer, run.Scenario);
        writer.WriteEndObject();

        void Figure(string name, double? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }
    }
}
