using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes one accelerator of the catalogue; facts that are not known are null.</summary>
internal static class AcceleratorJson
{
    public static void Write(Utf8JsonWriter writer, Accelerator accelerator)
    {
        writer.WriteStartObject();
        writer.WriteString("id", accelerator.Id);
        JsonText.Strings(writer, "aliases", accelerator.Aliases);
        writer.WriteString("vendor", accelerator.Vendor);
        writer.WriteString("formFactor", accelerator.FormFactor);
        WritePeak(writer, accelerator.Peak);
        writer.WriteString("memoryType", accelerator.MemoryType);
        writer.WriteNumber("memoryBytes", accelerator.MemoryCapacity.TotalBytes);
        writer.WriteNumber("usableMemoryBytes", accelerator.UsableMemory.TotalBytes);
        writer.WriteNumber("memoryBandwidthGBps", accelerator.MemoryBandwidth.GBPerSecond);
        Known(writer, "l2CacheBytes", accelerator.L2Cache.TotalBytes);
        writer.WriteNumber("smCount", accelerator.SmCount);
        Known(writer, "boostClockMHz", accelerator.BoostClockMHz);
        Known(writer, "baseClockMHz", accelerator.BaseClockMHz);
        Known(writer, "boardPowerW", accelerator.BoardPower.TotalWatts);
        Known(writer, "idlePowerW", accelerator.IdlePower.TotalWatts);
        writer.WriteString("intraNodeLink", accelerator.IntraNodeLink);
        writer.WriteNumber("intraNodeGBps", accelerator.IntraNodeBandwidth.GBPerSecond);
        writer.WriteNumber("hostGBps", accelerator.HostBandwidth.GBPerSecond);
        writer.WriteNumber("perNode", accelerator.PerNode);
        JsonText.Sources(writer, accelerator.Sources);
        JsonText.Unverified(writer, accelerator.Unverified);
        writer.WriteText("notes", accelerator.Notes);

        writer.WriteEndObject();
    }

    private static void WritePeak(Utf8JsonWriter writer, PeakRates peak)
    {
        writer.WriteStartObject("peakTflops");
        foreach (var (name, rate) in peak.All)
        {
            JsonText.NumberOrNull(writer, name, rate?.TeraflopsPerSecond);
        }

        writer.WriteEndObject();
    }

    // Facts that are not known are 0.
    private static void Known(Utf8JsonWriter writer, string name, double value) =>
        JsonText.NumberOrNull(writer, name, value > 0 ? value : null);
}
