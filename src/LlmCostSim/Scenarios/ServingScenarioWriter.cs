using System.Text.Json;
using LlmCostSim.Serving;

namespace LlmCostSim.Scenarios;

/// <summary>
/// Writes strategy and workload of a serving scenario. A trace is not part of a scenario file: its requests are not written.
/// </summary>
internal static class ServingScenarioWriter
{
    public static void WriteMembers(Utf8JsonWriter writer, ServingScenario scenario)
    {
        writer.WriteStartObject("strategy");
        InferenceScenarioWriter.WriteStrategy(writer, scenario.Strategy, scenario.WeightFormat, scenario.Framework);
        WriteScheduling(writer, scenario.Scheduling);
        writer.WriteEndObject();
        writer.WriteStartObject("workload");
        WriteWorkload(writer, scenario.Workload);
        writer.WriteEndObject();
    }

    private static void WriteScheduling(Utf8JsonWriter writer, SchedulingOptions options)
    {
        writer.WriteString("routing", ScenarioNames.Of(ServingNames.Routings, options.Routing));
        if (options.Batching is { } batching)
        {
            writer.WriteString("batching", ScenarioNames.Of(ServingNames.Batchings, batching));
        }

        if (options.ChunkedPrefill is { } chunked)
        {
            writer.WriteBoolean("chunkedPrefill", chunked);
        }

        writer.WriteBoolean("prefixCaching", options.PrefixCaching);
        if (options.MaxSequences is { } sequences)
        {
            writer.WriteNumber("maxSequences", sequences);
        }

        if (options.MaxBatchedTokens is { } tokens)
        {
            writer.WriteNumber("maxBatchedTokens", tokens);
        }

        if (options.PrefillReplicas > 0)
        {
            writer.WriteNumber("prefillReplicas", options.PrefillReplicas);
        }
    }

    private static void WriteWorkload(Utf8JsonWriter writer, ServingWorkload workload)
    {
        writer.WriteNumber("requests", workload.Requests);
        writer.WriteNumber("seed", workload.Seed);
        if (workload.WarmUp > 0)
        {
            writer.WriteNumber("warmUpRequests", workload.WarmUp);
        }

        var arrivals = workload.Arrivals;
        writer.WriteStartObject("arrival");
        writer.WriteString("process", ScenarioNames.Of(ServingNames.Processes, arrivals.Process));
        switch (arrivals.Process)
        {
            case ArrivalProcess.Closed:
                writer.WriteNumber("concurrency", arrivals.Concurrency);
                writer.WriteNumber("rampSeconds", arrivals.RampSeconds);
                break;
            case ArrivalProcess.Trace:
                writer.WriteNumber("speedup", arrivals.Rate);
                break;
            default:
                writer.WriteNumber("rate", arrivals.Rate);
                break;
        }

        writer.WriteEndObject();
        WriteLength(writer, "inputTokens", workload.Input);
        WriteLength(writer, "outputTokens", workload.Output);
        if (workload.Prefix.Tokens > 0)
        {
            writer.WriteStartObject("sharedPrefix");
            writer.WriteNumber("tokens", workload.Prefix.Tokens);
            writer.WriteNumber("groups", workload.Prefix.Groups);
            writer.WriteEndObject();
        }

        WriteObjective(writer, workload.Objective);
    }

    private static void WriteLength(Utf8JsonWriter writer, string name, LengthDistribution length)
    {
        if (length.Kind == LengthKind.Constant)
        {
            writer.WriteNumber(name, length.Mean);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("distribution", ScenarioNames.Of(ServingNames.Lengths, length.Kind));
        if (length.Kind is LengthKind.Normal or LengthKind.LogNormal or LengthKind.Exponential)
        {
            writer.WriteNumber("mean", length.Mean);
        }

        if (length.Kind is LengthKind.Normal or LengthKind.LogNormal)
        {
            writer.WriteNumber("deviation", length.Deviation);
        }

        if (length.Kind == LengthKind.Empirical)
        {
            WriteArray(writer, "values", length.Values.Select(static v => (double)v));
            WriteArray(writer, "weights", length.Weights);
        }
        else
        {
            writer.WriteNumber("minimum", length.Minimum);
            writer.WriteNumber("maximum", length.Maximum);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<double> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static void WriteObjective(Utf8JsonWriter writer, in ServiceObjective objective)
    {
        if (!objective.Any)
        {
            return;
        }

        writer.WriteStartObject("slo");
        WriteLimit(writer, "ttftSeconds", objective.TimeToFirstToken);
        WriteLimit(writer, "tpotSeconds", objective.TimePerOutputToken);
        WriteLimit(writer, "endToEndSeconds", objective.EndToEnd);
        writer.WriteNumber("percentile", objective.Percentile);
        writer.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, double limit)
    {
        if (double.IsFinite(limit))
        {
            writer.WriteNumber(name, limit);
        }
    }
}
