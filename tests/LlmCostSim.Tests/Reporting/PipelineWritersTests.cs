using System.Text.Json;
using System.Xml.Linq;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Reporting;

/// <summary>Trace and picture of a replay.</summary>
public class PipelineWritersTests
{
    private static readonly PipelineTimeline Timeline = ScheduleReplay.Run(
        PipelineSchedule.OneForwardOneBackward,
        [new PipelineStage(1e-3, 1e-3, 1e-3), new PipelineStage(1e-3, 1e-3, 1e-3)],
        1,
        4
    );

    [Fact]
    public void ChromeTrace_HasACompleteEventPerPieceOfWork_WithinTheStep()
    {
        using var stream = new MemoryStream();
        ChromeTraceWriter.Write(stream, Timeline, default);
        using var trace = JsonDocument.Parse(stream.ToArray());
        var events = trace
            .RootElement.GetProperty("traceEvents")
            .EnumerateArray()
            .Where(item => item.GetProperty("ph").GetString() == "X")
            .ToArray();
        Assert.Equal(Timeline.Tasks.Count, events.Length);
        Assert.All(
            events,
            item =>
                Assert.True(item.GetProperty("ts").GetDouble() + item.GetProperty("dur").GetDouble() <= (Timeline.Makespan * 1e6) + 1e-3)
        );
    }

    [Fact]
    public void ChromeTrace_EndsWithTheStep()
    {
        var (network, update, host, rest) = (Duration.FromSeconds(1), Duration.FromSeconds(2), Duration.FromSeconds(4), Duration.FromSeconds(8));
        using var stream = new MemoryStream();
        ChromeTraceWriter.Write(
            stream,
            Timeline,
            new StepBreakdown
            {
                DataParallel = network,
                Optimizer = update,
                Offload = host,
                Other = rest,
            }
        );
        using var trace = JsonDocument.Parse(stream.ToArray());
        var end = trace
            .RootElement.GetProperty("traceEvents")
            .EnumerateArray()
            .Where(item => item.GetProperty("ph").GetString() == "X")
            .Max(item => item.GetProperty("ts").GetDouble() + item.GetProperty("dur").GetDouble());
        Assert.Equal((Timeline.Makespan + 15) * 1e6, end, 1e-2);
    }

    [Fact]
    public void TimelineChart_IsWellFormed_WithABoxPerPieceOfWork()
    {
        var svg = XDocument.Parse(new TimelineChart(Timeline).ToText());
        Assert.Equal(
            Timeline.Tasks.Count,
            svg.Descendants().Count(element => element.Name.LocalName == "title" && element.Parent!.Name.LocalName == "rect")
        );
    }
}
