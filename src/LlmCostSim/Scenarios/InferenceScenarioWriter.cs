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
        writer.WriteNumber(
            scenario.Concurrency > 0 ? "concurrency" : "batch",
            scenario.Concurrency > 0 ? scenario.Concurrency : workload.Batch
        );
        writer.WriteNumber("inputTokens", workload.InputTokens);
        writer.WriteNumber("outputTokens", workload.OutputTokens);
        if (workload.CachedTokens > 0)
        {
            writer.WriteNumber("cachedTokens", workload.CachedTokens);
        }

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
        WriteExtras(writer, strategy);
        writer.WriteText("framework", framework);
    }

    private static void WriteMeasured(Utf8JsonWriter writer, MeasuredServing run)
    {
        writer.WriteStartObject("calibration");
        writer.WriteStartObject("measured");
        writer.WriteKnown("ttftSeconds", run.TimeToFirstToken);
        writer.WriteKnown("tpotSeconds", run.TimePerOutputToken);
        writer.WriteKnown("outputTokensPerSecond", run.OutputTokensPerSecond);
        writer.WriteEndObject();
        writer.WritePropertyName("scenario");
        ScenarioWriter.Write(writer, run.Scenario);
        writer.WriteEndObject();
    }

    private static void WriteExtras(Utf8JsonWriter writer, in InferenceStrategy strategy)
    {
        if (strategy.ChunkTokens > 0)
        {
            writer.WriteNumber("chunkTokens", strategy.ChunkTokens);
        }

        if (strategy.Speculation is { } speculation)
        {
            writer.WriteStartObject("speculation");
            if (speculation.Draft is { } draft)
            {
                writer.WriteString("draft", draft.Id);
            }

            writer.WriteNumber("tokens", speculation.Tokens);
            writer.WriteNumber("acceptance", speculation.Acceptance);
            writer.WriteEndObject();
        }

        if (strategy.Adapters.Count > 0)
        {
            writer.WriteStartObject("adapters");
            writer.WriteNumber("count", strategy.Adapters.Count);
            writer.WriteNumber("rank", strategy.Adapters.Rank);
            TrainingScenarioWriter.WriteTargets(writer, strategy.Adapters.Targets);
            writer.WriteEndObject();
        }

        if (strategy.OffloadedWeights > 0 || strategy.OffloadedCache > 0)
        {
            writer.WriteStartObject("offload");
            writer.WriteNumber("weights", strategy.OffloadedWeights);
            writer.WriteNumber("kvCache", strategy.OffloadedCache);
            writer.WriteEndObject();
        }
    }
}
