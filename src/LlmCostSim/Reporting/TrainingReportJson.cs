using System.Text.Json;
using LlmCostSim.Scenarios;
using LlmCostSim.Training;

namespace LlmCostSim.Reporting;

/// <summary>Writes the parts of a training report.</summary>
internal static class TrainingReportJson
{
    public static void Write(Utf8JsonWriter writer, TrainingReport report)
    {
        WriteFlops(writer, report.Flops);
        WriteMemory(writer, report.Memory);
        WriteRemedies(writer, report.Remedies);
        WriteStep(writer, report.Step);
        WriteThroughput(writer, report.Throughput);
        WriteRun(writer, report.Run);
        writer.WriteStartObject("interval");
        JsonText.Interval(writer, "stepSeconds", report.Interval.StepSeconds);
        JsonText.Interval(writer, "perGpuBytes", report.Interval.PerGpuBytes);
        JsonText.Interval(writer, "gpuHours", report.Interval.GpuHours);
        JsonText.Interval(writer, "cost", report.Interval.Cost);
        writer.WriteEndObject();
    }

    private static void WriteFlops(Utf8JsonWriter writer, FlopsReport flops)
    {
        writer.WriteStartObject("flops");
        writer.WriteNumber("modelPerToken", flops.ModelPerToken.TotalFlops);
        writer.WriteNumber("hardwarePerToken", flops.HardwarePerToken.TotalFlops);
        writer.WriteNumber("modelTotal", flops.ModelTotal.TotalFlops);
        writer.WriteString("convention", flops.Convention == FlopsConvention.Full
            ? "full: causal attention counted as the whole square; logits counted"
            : "causal-halved: causal attention counted once; logits counted");
        writer.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter writer, MemoryReport memory)
    {
        writer.WriteStartObject("memory");
        writer.WriteNumber("perGpuBytes", memory.PerGpu.TotalBytes);
        writer.WriteNumber("allocatedBytes", memory.Allocated.TotalBytes);
        writer.WriteNumber("reservedBytes", memory.Reserved.TotalBytes);
        writer.WriteNumber("capacityBytes", memory.Capacity.TotalBytes);
        writer.WriteNumber("peakStage", memory.PeakStage);
        writer.WriteString("peakAt", memory.PeakAt);
        if (memory.PeakOperation is { } operation)
        {
            writer.WriteString("peakOperation", operation.ToString());
        }

        JsonText.Breakdown(writer, BreakdownTerms.Of(memory.Breakdown));
        writer.WriteEndObject();
    }

    private static void WriteRemedies(Utf8JsonWriter writer, IReadOnlyList<MemoryRemedy> remedies)
    {
        if (remedies.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("remedies");
        foreach (var remedy in remedies)
        {
            writer.WriteStartObject();
            writer.WriteString("change", remedy.Change);
            writer.WriteBoolean("fits", remedy.Fits);
            writer.WriteNumber("perGpuBytes", remedy.Needs.TotalBytes);
            writer.WriteNumber("stepSeconds", remedy.StepTime.TotalSeconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter writer, in StepBreakdown step)
    {
        writer.WriteStartObject("step");
        writer.WriteNumber("seconds", step.Total.TotalSeconds);
        writer.WriteStartObject("breakdown");
        foreach (var (name, time, always) in BreakdownTerms.Of(step))
        {
            if (always || time.TotalSeconds > 0)
            {
                writer.WriteNumber(name, time.TotalSeconds);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteThroughput(Utf8JsonWriter writer, ThroughputReport throughput)
    {
        writer.WriteStartObject("throughput");
        writer.WriteNumber("tokensPerSecond", throughput.TokensPerSecond);
        writer.WriteNumber("tokensPerSecondPerGpu", throughput.TokensPerSecondPerGpu);
        writer.WriteNumber("modelTflopsPerGpu", throughput.ModelTflopsPerGpu);
        writer.WriteNumber("mfu", throughput.Mfu);
        writer.WriteNumber("hfu", throughput.Hfu);
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, RunReport run)
    {
        writer.WriteStartObject("run");
        writer.WriteNumber("steps", run.Steps);
        writer.WriteNumber("days", run.Time.TotalDays);
        writer.WriteNumber("gpuHours", run.GpuHours.TotalHours);
        writer.WriteNumber("energyMWh", run.Energy.TotalMegawattHours);
        writer.WriteNumber("carbonTonnes", run.CarbonTonnes);
        writer.WriteNumber("cost", run.Cost.Amount);
        writer.WriteString("currency", run.Cost.Currency);
        writer.WriteNumber("goodput", run.Goodput);
        if (run.Checkpoints is { } checkpoints)
        {
            WriteCheckpoints(writer, checkpoints);
        }

        writer.WriteEndObject();
    }

    private static void WriteCheckpoints(Utf8JsonWriter writer, CheckpointReport checkpoints)
    {
        writer.WriteStartObject("checkpoints");
        writer.WriteNumber("meanTimeBetweenFailuresHours", checkpoints.MeanTimeBetweenFailures.TotalHours);
        writer.WriteNumber("checkpointSeconds", checkpoints.CheckpointTime.TotalSeconds);
        writer.WriteNumber("restartMinutes", checkpoints.RestartTime.TotalSeconds / 60);
        writer.WriteNumber("intervalMinutes", checkpoints.Interval.TotalSeconds / 60);
        writer.WriteNumber("optimumMinutes", checkpoints.Optimum.TotalSeconds / 60);
        writer.WriteNumber("youngMinutes", checkpoints.Young.TotalSeconds / 60);
        writer.WriteNumber("dalyMinutes", checkpoints.Daly.TotalSeconds / 60);
        writer.WriteNumber("youngLoses", checkpoints.YoungLoses);
        writer.WriteNumber("dalyLoses", checkpoints.DalyLoses);
        writer.WriteEndObject();
    }
}
