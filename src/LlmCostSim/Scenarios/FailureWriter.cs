using System.Text.Json;

namespace LlmCostSim.Scenarios;

/// <summary>Writes what <see cref="FailureInput"/> reads.</summary>
internal static class FailureWriter
{
    public static void Write(Utf8JsonWriter writer, EconomicsSettings economics)
    {
        if (economics.Failures is { } failures)
        {
            writer.WriteKnown("mtbfHoursPerGpu", failures.MeanTimeBetweenFailures?.TotalHours);
            writer.WriteKnown("checkpointSeconds", failures.CheckpointTime?.TotalSeconds);
            writer.WriteKnown("storageGBps", failures.Storage?.GBPerSecond);
            writer.WriteKnown("checkpointIntervalMinutes", failures.Interval?.TotalSeconds / 60);
            writer.WriteKnown("restartMinutes", failures.Restart?.TotalSeconds / 60);
            writer.WriteNumber("detectionMinutes", failures.Detection.TotalSeconds / 60);
            writer.WriteNumber("stragglerVariation", failures.StragglerVariation);
        }

        if (economics.Spot is { } spot)
        {
            writer.WriteStartObject("spot");
            writer.WriteNumber("meanUptimeHours", spot.MeanUptime.TotalHours);
            writer.WriteNumber("recoveryMinutes", spot.Recovery.TotalSeconds / 60);
            writer.WriteNumber("waitMinutes", spot.Wait.TotalSeconds / 60);
            writer.WriteNumber("noticeSeconds", spot.Notice.TotalSeconds);
            writer.WriteEndObject();
        }

        if (economics.Owned is { } owned)
        {
            writer.WriteStartObject("owned");
            writer.WriteNumber("purchasePrice", owned.PurchasePrice);
            writer.WriteNumber("years", owned.Years);
            writer.WriteNumber("utilization", owned.Utilization);
            writer.WriteNumber("upkeepPerYear", owned.UpkeepPerYear);
            writer.WriteNumber("electricityPerKwh", owned.ElectricityPerKwh);
            writer.WriteEndObject();
        }
    }
}
