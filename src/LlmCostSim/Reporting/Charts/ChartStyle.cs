using System.Globalization;

namespace LlmCostSim.Reporting.Charts;

/// <summary>
/// Colours and type of all charts, as a style sheet with a light and a dark half. Series have colours of middling lightness that stand out
/// on both.
/// </summary>
internal static class ChartStyle
{
    public const string Label = "t",
        Muted = "t m",
        Bold = "t b",
        OnColor = "t w";
    public const string Grid = "g",
        Axis = "a",
        Limit = "x",
        Ideal = "i",
        Roof = "k";

    // Told apart by people with the common colour blindnesses when next to each other; names are in legends and hints besides.
    private static readonly string[] Series =
    [
        "#3b7dc4",
        "#3f9a5f",
        "#d9962b",
        "#9466bd",
        "#2aa1a8",
        "#7a8794",
        "#c2577f",
        "#8a6d3b",
        "#5b62c9",
        "#cf5f3c",
    ];

    /// <summary>The style of a filled shape of one series.</summary>
    public static string Fill(int series) => string.Create(CultureInfo.InvariantCulture, $"f{series % Series.Length}");

    /// <summary>Whether a style is one of lines, not of areas.</summary>
    public static bool IsLine(string style) => style is Limit or Ideal or Roof;

    /// <summary>The style of a line of one series.</summary>
    public static string Stroke(int series) => string.Create(CultureInfo.InvariantCulture, $"s{series % Series.Length}");

    /// <summary>The style sheet; free of the signs that mean something in HTML.</summary>
    public static string Sheet { get; } =
        """

            .bg{fill:#ffffff}
            .t{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2328}
            .m{fill:#59636e}.b{font-weight:600;font-size:14px}.w{fill:#ffffff}
            .g{stroke:#d8dee4;stroke-width:1}.a{stroke:#818b98;stroke-width:1}
            .x{stroke:#cf222e;stroke-width:2;stroke-dasharray:5 3}
            .k{stroke:#59636e;stroke-width:2;fill:none}
            .i{stroke:#818b98;stroke-width:1.5;stroke-dasharray:4 4;fill:none}

            """
        + string.Concat(
            Series.Select(
                static (color, i) =>
                    string.Create(CultureInfo.InvariantCulture, $".f{i}{{fill:{color}}}.s{i}{{stroke:{color};stroke-width:2;fill:none}}\n")
            )
        )
        + """
            @media (prefers-color-scheme:dark){
            .bg{fill:#0d1117}.t{fill:#e6edf3}.m{fill:#9198a1}.w{fill:#ffffff}
            .g{stroke:#2a313c}.a{stroke:#656c76}.x{stroke:#ff7b72}.i{stroke:#656c76}.k{stroke:#9198a1}}

            """;
}
