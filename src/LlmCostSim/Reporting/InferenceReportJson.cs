using System.Text.Json;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes the parts of an inference report.</summary>
internal static class InferenceReportJson
{
    public static void Write(Utf8JsonWriter writer, InferenceReport report)
    {
        var estimate = report.Estimate;
        writer.WriteFigure("ttftSeconds"u8, estimate.TimeToFirstToken.TotalSeconds);
        writer.WriteFigure("tpotSeconds"u8, estimate.TimePerOutputToken.TotalSeconds);
        writer.WriteFigure("endToEndSeconds"u8, estimate.EndToEnd.TotalSeconds);
        writer.WriteFigure("outputTokensPerSecond"u8, estimate.OutputTokensPerSecond);
        writer.WriteStartObject("memory"u8);
        writer.WriteFigure("perGpuBytes"u8, estimate.Memory.Total.TotalBytes);
        writer.WriteFigure("capacityBytes"u8, report.Capacity.TotalBytes);
        writer.WriteFigure("kvCache"u8, estimate.Memory.KeyValueCache.TotalBytes);
        JsonText.Breakdown(writer, BreakdownTerms.Of(estimate.Memory));
        writer.WriteEndObject();
        writer.WriteNumber("maxBatch"u8, estimate.MaxBatch);
        writer.WriteNumber("maxContext"u8, estimate.MaxContext);
        writer.WriteFigure("costPerMillionTokens"u8, report.CostPerMillionTokens.Amount);
        writer.WriteFigure("energyKwhPerMillionTokens"u8, report.EnergyPerMillionTokens.TotalKilowattHours);
        writer.WriteString("currency"u8, report.CostPerMillionTokens.Currency);
        WriteInterval(writer, report.Interval);
    }

    /// <summary>Writes how sure the figures of inference or serving are.</summary>
    public static void WriteInterval(Utf8JsonWriter writer, InferenceIntervalReport interval)
    {
        writer.WriteStartObject("interval"u8);
        JsonText.Interval(writer, "ttftSeconds"u8, interval.TimeToFirstToken);
        JsonText.Interval(writer, "tpotSeconds"u8, interval.TimePerOutputToken);
        JsonText.Interval(writer, "outputTokensPerSecond"u8, interval.OutputTokensPerSecond);
        JsonText.Interval(writer, "perGpuBytes"u8, interval.PerGpuBytes);
        JsonText.Interval(writer, "costPerMillionTokens"u8, interval.Cost);
        writer.WriteEndObject();
    }
}
