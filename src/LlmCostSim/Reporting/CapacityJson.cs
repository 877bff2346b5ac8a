using System.Text.Json;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes the answer of a capacity search as JSON.</summary>
public static class CapacityJson
{
    /// <summary>The answer as text.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="timing">Whether wall-clock figures are written.</param>
    public static string ToText(CapacityResult result, bool timing = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonText.Object(writer =>
        {
            writer.WriteBoolean("feasible", result.Best is not null);
            if (result.Best is { } best)
            {
                writer.WritePropertyName("best");
                Write(writer, best, whole: true);
            }

            JsonText.List(writer, "candidates", result.Candidates, static (json, candidate) => Write(json, candidate, whole: false));
            writer.WriteNumber("simulations", result.Simulations);
            if (timing)
            {
                writer.WriteStartObject("timing");
                writer.WriteNumber("elapsedSeconds", result.ElapsedSeconds);
                writer.WriteEndObject();
            }
        });
    }

    private static void Write(Utf8JsonWriter writer, CapacityCandidate candidate, bool whole)
    {
        var strategy = candidate.Scenario.Strategy;
        writer.WriteStartObject();
        writer.WriteString("accelerator", candidate.Scenario.Cluster.Accelerator.Id);
        writer.WriteNumber("tensor", strategy.Tensor);
        writer.WriteNumber("pipeline", strategy.Pipeline);
        writer.WriteNumber("replicas", strategy.Data);
        writer.WriteNumber("gpus", candidate.Gpus);
        writer.WriteNumber("costPerHour", candidate.CostPerHour.Amount);
        writer.WriteString("currency", candidate.CostPerHour.Currency);
        writer.WriteBoolean("met", candidate.Meets);
        if (!candidate.Meets)
        {
            writer.WriteString("reason", candidate.Reason);
        }

        if (whole)
        {
            writer.WritePropertyName("scenario");
            ScenarioWriter.Write(writer, candidate.Scenario);
            writer.WritePropertyName("report");
            ReportJson.Write(writer, candidate.Report);
        }

        writer.WriteEndObject();
    }
}
