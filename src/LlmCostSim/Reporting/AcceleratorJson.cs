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
        Known(writer, "fp32", peak.Fp32?.TeraflopsPerSecond ?? 0);
        Known(writer, "tf32", peak.Tf32?.TeraflopsPerSecond ?? 0);
        Known(writer, "fp16", peak.Fp16?.TeraflopsPerSecond ?? 0);
        Known(writer, "bf16", peak.Bf16?.TeraflopsPerSecond ?? 0);
        Known(writer, "fp8", peak.Fp8?.TeraflopsPerSecond ?? 0);
        Known(writer, "int8", peak.Int8?.TeraflopsPerSecond ?? 0);
        Known(writer, "int4", peak.Int4?.TeraflopsPerSecond ?? 0);
        writer.WriteEndObject();
    }

    private static void Known(Utf8JsonWriter writer, string name, double value)
    {
        if (value > 0)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
