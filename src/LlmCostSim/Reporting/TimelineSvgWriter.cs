using System.Globalization;
using System.Text;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Reporting;

/// <summary>Draws the replay of a pipeline as SVG: a row per rank, a box per piece of work, time from left to right.</summary>
public static class TimelineSvgWriter
{
    private const double Width = 1200, Left = 70, Row = 26, Top = 48, Narrowest = 16;

    /// <summary>Draws a timeline.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="timeline">The replay.</param>
    public static void Write(TextWriter writer, PipelineTimeline timeline)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(timeline);
        var height = Top + (timeline.Ranks * Row) + 34;
        var scale = timeline.Makespan > 0 ? Width / timeline.Makespan : 0;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 20:0}\" height=\"{height:0}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        Legend(svg);
        for (var rank = 0; rank < timeline.Ranks; rank++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{Top + (rank * Row) + 16:0}\">stage {rank}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left:0}\" y=\"{Top + (rank * Row):0}\" width=\"{Width:0}\" height=\"{Row - 4:0}\" fill=\"#f1f3f5\"/>\n");
        }

        foreach (var task in timeline.Tasks)
        {
            Box(svg, task, scale);
        }

        Axis(svg, timeline, scale);
        svg.Append("</svg>\n");
        writer.Write(svg.ToString());
    }

    private static void Box(StringBuilder svg, in PipelineTask task, double scale)
    {
        var (x, y, width) = (Left + (task.Start * scale), Top + (task.Rank * Row), task.Seconds * scale);
        // Chunks after the first are drawn darker.
        var opacity = task.Chunk % 2 == 0 ? "1" : "0.75";
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0}\" width=\"{width:0.##}\" height=\"{Row - 4:0}\" fill=\"{Color(task.Work)}\" fill-opacity=\"{opacity}\" stroke=\"#ffffff\" stroke-width=\"0.5\"><title>{ChromeTraceWriter.Category(task.Work)} {task.MicroBatch}, chunk {task.Chunk}: {task.Start * 1e3:0.###} to {task.End * 1e3:0.###} ms</title></rect>\n");
        if (width >= Narrowest)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (width / 2):0.##}\" y=\"{y + 15:0}\" text-anchor=\"middle\" fill=\"#ffffff\">{task.MicroBatch}</text>\n");
        }
    }

    private static void Legend(StringBuilder svg)
    {
        ReadOnlySpan<PipelineWork> works = [PipelineWork.Forward, PipelineWork.Backward, PipelineWork.BackwardInput, PipelineWork.BackwardWeight];
        ReadOnlySpan<string> names = ["forward", "backward", "backward, inputs only", "backward, weights"];
        var x = Left;
        for (var i = 0; i < works.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0}\" y=\"14\" width=\"14\" height=\"14\" fill=\"{Color(works[i])}\"/><text x=\"{x + 20:0}\" y=\"25\">{names[i]}</text>\n");
            x += 170;
        }
    }

    private static void Axis(StringBuilder svg, PipelineTimeline timeline, double scale)
    {
        var y = Top + (timeline.Ranks * Row) + 16;
        for (var i = 0; i <= 5; i++)
        {
            var seconds = timeline.Makespan * i / 5;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (seconds * scale):0.##}\" y=\"{y:0}\" text-anchor=\"middle\" fill=\"#495057\">{seconds * 1e3:0.#} ms</text>\n");
        }
    }

    private static string Color(PipelineWork work) => work switch
    {
        PipelineWork.Forward => "#1c7ed6",
        PipelineWork.Backward => "#2f9e44",
        PipelineWork.BackwardInput => "#66a80f",
        _ => "#f08c00",
    };
}
