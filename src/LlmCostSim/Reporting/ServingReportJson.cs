using System.Text.Json;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;

namespace LlmCostSim.Reporting;

/// <summary>Writes the parts of a serving report.</summary>
internal static class ServingReportJson
{
    public static void Write(Utf8JsonWriter writer, ServingReport report)
    {
        if (report.Result is { } result)
        {
            writer.WriteNumber("requests", result.Completed);
            writer.WriteNumber("rejected", result.Rejected);
            Latency(writer, "ttftSeconds", result.TimeToFirstToken);
            Latency(writer, "tpotSeconds", result.TimePerOutputToken);
            Latency(writer, "endToEndSeconds", result.EndToEnd);
            Throughput(writer, report, result);
            Objective(writer, report, result);
            Load(writer, result);
            writer.WriteNumber("costPerMillionTokens", report.CostPerMillionTokens.Amount);
            writer.WriteString("currency", report.CostPerMillionTokens.Currency);
            writer.WriteNumber("energyKwhPerMillionTokens", report.EnergyPerMillionTokens.TotalKilowattHours);
            InferenceReportJson.WriteInterval(writer, report.Interval);
        }

        Memory(writer, report);
        if (report is { ElapsedSeconds: { } elapsed, Result: { } served })
        {
            writer.WriteStartObject("timing");
            writer.WriteNumber("elapsedSeconds", elapsed);
            writer.WriteNumber("requestsPerSecond", served.Completed / Math.Max(1e-9, elapsed));
            writer.WriteEndObject();
        }
    }

    private static void Latency(Utf8JsonWriter writer, string name, in LatencySummary latency)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("mean", latency.Mean);
        writer.WriteNumber("p50", latency.P50);
        writer.WriteNumber("p90", latency.P90);
        writer.WriteNumber("p99", latency.P99);
        writer.WriteNumber("min", latency.Least);
        writer.WriteNumber("max", latency.Largest);
        writer.WriteEndObject();
    }

    private static void Throughput(Utf8JsonWriter writer, ServingReport report, ServingResult result)
    {
        writer.WriteStartObject("throughput");
        writer.WriteNumber("requestsPerSecond", result.RequestsPerSecond);
        writer.WriteNumber("outputTokensPerSecond", result.OutputTokensPerSecond);
        writer.WriteNumber("totalTokensPerSecond", result.TokensPerSecond);
        writer.WriteNumber("outputTokensPerSecondPerGpu", result.OutputTokensPerSecond / Math.Max(1, report.Accelerators));
        writer.WriteEndObject();
        writer.WriteNumber("horizonSeconds", result.Horizon);
        writer.WriteNumber("inputTokens", result.InputTokens);
        writer.WriteNumber("outputTokens", result.OutputTokens);
    }

    private static void Objective(Utf8JsonWriter writer, ServingReport report, ServingResult result)
    {
        if (!report.Objective.Any)
        {
            return;
        }

        var (objective, at) = (report.Objective, result.AtPercentile);
        writer.WriteStartObject("slo");
        writer.WriteNumber("percentile", objective.Percentile);
        Limit(writer, "ttftSeconds", objective.TimeToFirstToken, at.First);
        Limit(writer, "tpotSeconds", objective.TimePerOutputToken, at.Next);
        Limit(writer, "endToEndSeconds", objective.EndToEnd, at.Total);
        writer.WriteBoolean("met", report.ObjectiveMet);
        writer.WriteNumber("attainment", result.Attainment);
        writer.WriteNumber("goodputRequestsPerSecond", result.Goodput);
        writer.WriteEndObject();
    }

    private static void Limit(Utf8JsonWriter writer, string name, double limit, double value)
    {
        if (double.IsFinite(limit))
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("limit", limit);
            writer.WriteNumber("value", value);
            writer.WriteBoolean("met", value <= limit);
            writer.WriteEndObject();
        }
    }

    private static void Load(Utf8JsonWriter writer, ServingResult result)
    {
        writer.WriteNumber("utilization", result.Utilization);
        writer.WriteNumber("meanBatch", result.MeanBatch);
        writer.WriteNumber("steps", result.Steps);
        writer.WriteNumber("preemptions", result.Preemptions);
        writer.WriteNumber("recomputedTokens", result.RecomputedTokens);
        writer.WriteNumber("cachedTokens", result.CachedTokens);
        writer.WriteNumber("meanInSystem", result.MeanInSystem);
        writer.WriteStartObject("queue");
        writer.WriteNumber("mean", result.MeanWaiting);
        writer.WriteNumber("max", result.MostWaiting);
        writer.WriteBoolean("grows", result.QueueGrows);
        writer.WriteEndObject();
        writer.WriteStartObject("kvCache");
        writer.WriteNumber("mean", result.MeanCacheShare);
        writer.WriteNumber("max", result.MostCacheShare);
        writer.WriteEndObject();
        JsonText.Objects(
            writer,
            "timeline",
            result.Timeline,
            static (json, point) =>
            {
                json.WriteNumber("seconds", point.At);
                json.WriteNumber("waiting", point.Waiting);
                json.WriteNumber("running", point.Running);
                json.WriteNumber("kvCache", point.CacheShare);
            }
        );
    }

    private static void Memory(Utf8JsonWriter writer, ServingReport report)
    {
        writer.WriteStartObject("memory");
        writer.WriteNumber("perGpuBytes", report.Memory.Total.TotalBytes);
        writer.WriteNumber("capacityBytes", report.Capacity.TotalBytes);
        writer.WriteNumber("cacheTokensPerReplica", report.CacheTokens);
        JsonText.Breakdown(writer, BreakdownTerms.Of(report.Memory));
        writer.WriteEndObject();
    }
}
