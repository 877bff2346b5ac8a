using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes the parts of an inference report.</summary>
internal static class InferenceReportJson
{
    public static void Write(Utf8JsonWriter writer, InferenceReport report)
    {
        var estimate = report.Estimate;
        writer.WriteNumber("ttftSeconds", estimate.TimeToFirstToken.TotalSeconds);
        writer.WriteNumber("tpotSeconds", estimate.TimePerOutputToken.TotalSeconds);
        writer.WriteNumber("endToEndSeconds", estimate.EndToEnd.TotalSeconds);
        writer.WriteNumber("outputTokensPerSecond", estimate.OutputTokensPerSecond);
        writer.WriteStartObject("memory");
        writer.WriteNumber("perGpuBytes", estimate.Memory.Total.TotalBytes);
        writer.WriteNumber("capacityBytes", report.Capacity.TotalBytes);
        writer.WriteNumber("kvCache", estimate.Memory.KeyValueCache.TotalBytes);
        JsonText.Breakdown(writer, BreakdownTerms.Of(estimate.Memory));
        writer.WriteEndObject();
        writer.WriteNumber("maxBatch", estimate.MaxBatch);
        writer.WriteNumber("maxContext", estimate.MaxContext);
        writer.WriteNumber("costPerMillionTokens", report.CostPerMillionTokens.Amount);
        writer.WriteNumber("energyKwhPerMillionTokens", report.EnergyPerMillionTokens.TotalKilowattHours);
        writer.WriteString("currency", report.CostPerMillionTokens.Currency);
        writer.WriteStartObject("interval");
        JsonText.Interval(writer, "ttftSeconds", report.TimeToFirstToken);
        JsonText.Interval(writer, "tpotSeconds", report.TimePerOutputToken);
        JsonText.Interval(writer, "outputTokensPerSecond", report.OutputTokensPerSecond);
        JsonText.Interval(writer, "perGpuBytes", report.PerGpuBytes);
        JsonText.Interval(writer, "costPerMillionTokens", report.Cost);
        writer.WriteEndObject();
    }
}
