using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes the answer of a search as JSON.</summary>
public static class PlanJson
{
    /// <summary>The answer as text.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(PlanResult result, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.Options(indented: true)))
        {
            writer.WriteStartObject();
            writer.WriteNumber("enumerated", result.Enumerated);
            writer.WriteNumber("pruned", result.Pruned);
            writer.WriteNumber("evaluated", result.Evaluated);
            writer.WriteNumber("feasible", result.Feasible);
            WriteRejected(writer, result);
            Write(writer, "plans", result.Plans);
            if (result.Front.Count > 0)
            {
                Write(writer, "pareto", result.Front);
            }

            if (timing)
            {
                writer.WriteStartObject("timing");
                writer.WriteNumber("elapsedSeconds", result.ElapsedSeconds);
                writer.WriteNumber("plansPerSecond", result.Enumerated / Math.Max(1e-9, result.ElapsedSeconds));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteRejected(Utf8JsonWriter writer, PlanResult result)
    {
        writer.WriteStartObject("rejected");
        foreach (var rejection in result.Rejected)
        {
            writer.WriteNumber(rejection.Reason, rejection.Count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("nearMisses");
        foreach (var rejection in result.Rejected)
        {
            writer.WriteStartObject(rejection.Reason);
            writer.WriteString("misses", rejection.Text);
            WriteMembers(writer, rejection.NearMiss);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("illegalLayouts");
        foreach (var (reason, layouts) in result.Illegal)
        {
            writer.WriteNumber(reason, layouts);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<Plan> plans)
    {
        writer.WriteStartArray(name);
        foreach (var plan in plans)
        {
            writer.WriteStartObject();
            WriteMembers(writer, plan);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Plan plan)
    {
        writer.WritePropertyName("scenario");
        ScenarioWriter.Write(writer, plan.Scenario);
        writer.WritePropertyName("report");
        ReportJson.Write(writer, plan.Report);
    }
}
