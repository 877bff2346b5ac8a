using System.Globalization;
using System.Xml.Linq;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// Collects shapes of one picture. Colours and type are classes of <see cref="ChartStyle"/>, so that a picture follows its reader's light
/// or dark setting.
/// </summary>
/// <param name="width">Width in pixels.</param>
internal sealed class SvgCanvas(double width)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly List<XElement> shapes = [];

    /// <summary>Width in pixels.</summary>
    public double Width { get; } = width;

    /// <summary>A box; with <paramref name="hint"/>, a text that shows when pointed at.</summary>
    public void Box(double x, double y, double w, double h, string style, string hint = "", double opacity = 1) =>
        Add(
            "rect",
            style,
            hint,
            [
                At("x", x),
                At("y", y),
                At("width", Math.Max(0, w)),
                At("height", Math.Max(0, h)),
                opacity < 1 ? At("fill-opacity", opacity) : null,
            ]
        );

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add("line", style, "", [At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2)]);

    /// <summary>A line through points.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style) =>
        Add("polyline", style, "", [new XAttribute("points", string.Join(' ', points.Select(static p => $"{Number(p.X)},{Number(p.Y)}")))]);

    /// <summary>A dot.</summary>
    public void Dot(double x, double y, double radius, string style, string hint = "") =>
        Add("circle", style, hint, [At("cx", x), At("cy", y), At("r", radius)]);

    /// <summary>
    /// A text on the baseline <paramref name="y"/>; <paramref name="anchor"/> is <c>start</c>, <c>middle</c> or <c>end</c>.
    /// </summary>
    public void Text(double x, double y, string text, string style = ChartStyle.Label, string anchor = "start")
    {
        var element = new XElement(Svg + "text", At("x", x), At("y", y), new XAttribute("class", style), text);
        if (anchor != "start")
        {
            element.Add(new XAttribute("text-anchor", anchor));
        }

        shapes.Add(element);
    }

    /// <summary>A text turned to read upwards, around its middle.</summary>
    public void Upright(double x, double y, string text) =>
        shapes.Add(
            new XElement(
                Svg + "text",
                new XAttribute("transform", $"translate({Number(x)} {Number(y)}) rotate(-90)"),
                new XAttribute("class", ChartStyle.Label),
                new XAttribute("text-anchor", "middle"),
                text
            )
        );

    /// <summary>A text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, double width)
    {
        var letters = (int)(width / WidthOf("x"));
        return text.Length <= letters ? text : text[..Math.Max(1, letters - 1)] + "…";
    }

    /// <summary>How wide a text is in the charts' type, about: for labels that have to find room.</summary>
    public static double WidthOf(string text) => text.Length * 6.9;

    /// <summary>The picture.</summary>
    /// <param name="name">Unique in a page: names of the accessible texts hang on it.</param>
    /// <param name="title">What it is.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="top">Pixels that are cut off above.</param>
    /// <param name="height">Pixel of the lower edge.</param>
    /// <param name="standalone">Whether it is a file of its own, with its style and a background, or part of a page that has them.</param>
    public XElement ToSvg(string name, string title, string description, double top, double height, bool standalone)
    {
        var svg = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 {Number(top)} {Number(Width)} {Number(height - top)}"),
            new XAttribute("width", Number(Width)),
            new XAttribute("height", Number(height - top)),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{name}-title {name}-desc"),
            new XAttribute("class", "chart"),
            new XElement(Svg + "title", new XAttribute("id", name + "-title"), title),
            new XElement(Svg + "desc", new XAttribute("id", name + "-desc"), description)
        );
        if (standalone)
        {
            svg.Add(new XElement(Svg + "style", ChartStyle.Sheet));
            svg.Add(
                new XElement(Svg + "rect", new XAttribute("class", "bg"), new XAttribute("width", "100%"), new XAttribute("height", "100%"))
            );
        }

        svg.Add(shapes);
        return svg;
    }

    private void Add(string element, string style, string hint, XAttribute?[] attributes) =>
        shapes.Add(
            new XElement(
                Svg + element,
                attributes,
                new XAttribute("class", style),
                hint.Length > 0 ? new XElement(Svg + "title", hint) : null
            )
        );

    private static XAttribute At(string name, double value) => new(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
