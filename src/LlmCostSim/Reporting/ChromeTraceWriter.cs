using System.Globalization;
using System.Text.Json;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Reporting;

/// <summary>
/// Writes the replay of a training step in the Chrome trace event format, which opens in Perfetto and chrome://tracing: one track per
/// pipeline rank, complete events in microseconds.
/// </summary>
public static class ChromeTraceWriter
{
    /// <summary>Writes a trace.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="timeline">The replay.</param>
    /// <param name="step">What follows the pipeline in the step: gradient exchange, optimizer, offload, the rest.</param>
    public static void Write(Stream stream, PipelineTimeline timeline, in StepBreakdown step)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(timeline);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        for (var rank = 0; rank < timeline.Ranks; rank++)
        {
            Name(json, rank);
        }

        foreach (var task in timeline.Tasks)
        {
            Event(json, Label(task), Category(task.Work), task.Rank, task.Start, task.Seconds, task.Chunk, task.MicroBatch);
        }

        for (var rank = 0; rank < timeline.Ranks; rank++)
        {
            Tail(json, rank, timeline.Makespan, step);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static string Label(in PipelineTask task) =>
        string.Create(CultureInfo.InvariantCulture, $"{Letter(task.Work)}{task.MicroBatch}");

    internal static string Category(PipelineWork work) =>
        work switch
        {
            PipelineWork.Forward => "forward",
            PipelineWork.Backward => "backward",
            PipelineWork.BackwardInput => "backwardInput",
            _ => "backwardWeight",
        };

    private static char Letter(PipelineWork work) =>
        work switch
        {
            PipelineWork.Forward => 'F',
            PipelineWork.BackwardWeight => 'W',
            _ => 'B',
        };

    private static void Tail(Utf8JsonWriter json, int rank, double start, in StepBreakdown step)
    {
        ReadOnlySpan<(string Name, double Seconds)> parts =
        [
            ("dataParallel", step.DataParallel.TotalSeconds),
            ("optimizer", step.Optimizer.TotalSeconds),
            ("offload", step.Offload.TotalSeconds),
            ("other", step.Other.TotalSeconds),
        ];
        foreach (var (name, seconds) in parts)
        {
            if (seconds > 0)
            {
                Event(json, name, name, rank, start, seconds, -1, -1);
                start += seconds;
            }
        }
    }

    private static void Name(Utf8JsonWriter json, int rank)
    {
        json.WriteStartObject();
        json.WriteString("name", "thread_name");
        json.WriteString("ph", "M");
        json.WriteNumber("pid", 0);
        json.WriteNumber("tid", rank);
        json.WriteStartObject("args");
        json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"stage {rank}"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Event(
        Utf8JsonWriter json,
        string name,
        string category,
        int rank,
        double start,
        double seconds,
        int chunk,
        int microBatch
    )
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("cat", category);
        json.WriteString("ph", "X");
        json.WriteNumber("ts", Math.Round(start * 1e6, 3));
        json.WriteNumber("dur", Math.Round(seconds * 1e6, 3));
        json.WriteNumber("pid", 0);
        json.WriteNumber("tid", rank);
        if (microBatch >= 0)
        {
            json.WriteStartObject("args");
            json.WriteNumber("chunk", chunk);
            json.WriteNumber("microBatch", microBatch);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
