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
        writer.WriteStartObject("interval"u8);
        JsonText.Interval(writer, "stepSeconds"u8, report.Interval.StepSeconds);
        JsonText.Interval(writer, "perGpuBytes"u8, report.Interval.PerGpuBytes);
        JsonText.Interval(writer, "gpuHours"u8, report.Interval.GpuHours);
        JsonText.Interval(writer, "cost"u8, report.Interval.Cost);
        writer.WriteEndObject();
    }

    private static void WriteFlops(Utf8JsonWriter writer, FlopsReport flops)
    {
        writer.WriteStartObject("flops"u8);
        writer.WriteFigure("modelPerToken"u8, flops.ModelPerToken.TotalFlops);
        writer.WriteFigure("hardwarePerToken"u8, flops.HardwarePerToken.TotalFlops);
        writer.WriteFigure("modelTotal"u8, flops.ModelTotal.TotalFlops);
        writer.WriteString(
            "convention"u8,
            flops.Convention == FlopsConvention.Full
                ? "full: causal attention counted as the whole square; logits counted"
                : "causal-halved: causal attention counted once; logits counted"
        );
        writer.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter writer, MemoryReport memory)
    {
        writer.WriteStartObject("memory"u8);
        writer.WriteFigure("perGpuBytes"u8, memory.PerGpu.TotalBytes);
        writer.WriteFigure("allocatedBytes"u8, memory.Allocated.TotalBytes);
        writer.WriteFigure("reservedBytes"u8, memory.Reserved.TotalBytes);
        writer.WriteFigure("capacityBytes"u8, memory.Capacity.TotalBytes);
        writer.WriteNumber("peakStage"u8, memory.PeakStage);
        writer.WriteString("peakAt"u8, memory.PeakAt);
        if (memory.PeakOperation is { } operation)
        {
            writer.WriteString("peakOperation"u8, operation);
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

        writer.WriteStartArray("remedies"u8);
        foreach (var remedy in remedies)
        {
            writer.WriteStartObject();
            writer.WriteString("change"u8, remedy.Change);
            writer.WriteBoolean("fits"u8, remedy.Fits);
            writer.WriteFigure("perGpuBytes"u8, remedy.Needs.TotalBytes);
            writer.WriteFigure("stepSeconds"u8, remedy.StepTime.TotalSeconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter writer, in StepBreakdown step)
    {
        writer.WriteStartObject("step"u8);
        writer.WriteFigure("seconds"u8, step.Total.TotalSeconds);
        writer.WriteStartObject("breakdown"u8);
        foreach (var (name, time, always) in BreakdownTerms.Of(step))
        {
            if (always || time.TotalSeconds > 0)
            {
                writer.WriteFigure(name, time.TotalSeconds);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteThroughput(Utf8JsonWriter writer, ThroughputReport throughput)
    {
        writer.WriteStartObject("throughput"u8);
        writer.WriteFigure("tokensPerSecond"u8, throughput.TokensPerSecond);
        writer.WriteFigure("tokensPerSecondPerGpu"u8, throughput.TokensPerSecondPerGpu);
        writer.WriteFigure("modelTflopsPerGpu"u8, throughput.ModelTflopsPerGpu);
        writer.WriteFigure("mfu"u8, throughput.Mfu);
        writer.WriteFigure("hfu"u8, throughput.Hfu);
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, RunReport run)
    {
        writer.WriteStartObject("run"u8);
        writer.WriteFigure("steps"u8, run.Steps);
        writer.WriteFigure("days"u8, run.Time.TotalDays);
        writer.WriteFigure("gpuHours"u8, run.GpuHours.TotalHours);
        writer.WriteFigure("energyMWh"u8, run.Energy.TotalMegawattHours);
        writer.WriteFigure("carbonTonnes"u8, run.CarbonTonnes);
        writer.WriteFigure("cost"u8, run.Cost.Amount);
        writer.WriteString("currency"u8, run.Cost.Currency);
        writer.WriteFigure("goodput"u8, run.Goodput);
        if (run.Checkpoints is { } checkpoints)
        {
            WriteCheckpoints(writer, checkpoints);
        }

        writer.WriteEndObject();
    }

    private static void WriteCheckpoints(Utf8JsonWriter writer, CheckpointReport checkpoints)
    {
        writer.WriteStartObject("checkpoints"u8);
        writer.WriteFigure("meanTimeBetweenFailuresHours"u8, checkpoints.MeanTimeBetweenFailures.TotalHours);
        writer.WriteFigure("checkpointSeconds"u8, checkpoints.CheckpointTime.TotalSeconds);
        writer.WriteFigure("restartMinutes"u8, checkpoints.RestartTime.TotalSeconds / 60);
        writer.WriteFigure("intervalMinutes"u8, checkpoints.Interval.TotalSeconds / 60);
        writer.WriteFigure("optimumMinutes"u8, checkpoints.Optimum.TotalSeconds / 60);
        writer.WriteFigure("youngMinutes"u8, checkpoints.Young.TotalSeconds / 60);
        writer.WriteFigure("dalyMinutes"u8, checkpoints.Daly.TotalSeconds / 60);
        writer.WriteFigure("youngLoses"u8, checkpoints.YoungLoses);
        writer.WriteFigure("dalyLoses"u8, checkpoints.DalyLoses);
        writer.WriteEndObject();
    }
}
