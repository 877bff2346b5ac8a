using System.Xml.Linq;

namespace LlmCostSim.Reporting.Charts;

/// <summary>One picture of an answer.</summary>
/// <param name="name">Name of its file without the ending, unique among the charts of an answer.</param>
/// <param name="title">Title above it.</param>
internal abstract class Chart(string name, string title)
{
    /// <summary>Width of all charts, in pixels.</summary>
    protected const double Width = 760;

    private const double TitleStrip = 30;

    /// <summary>Where the plot begins below the title.</summary>
    protected const double Top = 44;

    /// <summary>Name of its file without the ending.</summary>
    public string Name { get; } = name;

    /// <summary>Title above it.</summary>
    public string Title { get; } = title;

    /// <summary>What the picture shows, in words and figures.</summary>
    public abstract string Description { get; }

    /// <summary>The picture.</summary>
    /// <param name="standalone">Whether it is a file of its own or part of a page.</param>
    /// <param name="titled">Whether its title is drawn: not below a heading of a page, which says it already.</param>
    public XElement ToSvg(bool standalone, bool titled = true)
    {
        var canvas = new SvgCanvas(Width);
        if (titled)
        {
            canvas.Text(8, 22, Title, ChartStyle.Bold);
        }

        return canvas.ToSvg(Name, Title, Description, titled ? 0 : TitleStrip, Draw(canvas), standalone);
    }

    /// <summary>The picture as a file.</summary>
    public string ToText() => ToSvg(standalone: true).ToString() + "\n";

    /// <summary>Draws below the title.</summary>
    /// <returns>The height of the whole picture.</returns>
    protected abstract double Draw(SvgCanvas canvas);
}
