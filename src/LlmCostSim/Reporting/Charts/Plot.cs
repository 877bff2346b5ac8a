namespace LlmCostSim.Reporting.Charts;

/// <summary>The area of a chart between its axes, and what all charts draw around it.</summary>
/// <param name="Left">Pixel of the left edge.</param>
/// <param name="Top">Pixel of the upper edge.</param>
/// <param name="Right">Pixel of the right edge.</param>
/// <param name="Bottom">Pixel of the lower edge.</param>
internal readonly record struct Plot(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Height that marks and the name of a horizontal axis take below the plot.</summary>
    public const double Below = 44;

    private const double Swatch = 12,
        LegendRow = 20;

    /// <summary>Grid lines, marks and name of the horizontal axis.</summary>
    public void HorizontalAxis(SvgCanvas canvas, Scale scale, string name)
    {
        var free = double.NegativeInfinity;
        foreach (var tick in scale.Ticks)
        {
            var (x, label) = (scale.At(tick), Scale.Label(tick));
            canvas.Line(x, Top, x, Bottom, ChartStyle.Grid);
            // Marks that stand too close to the one before keep their line and lose their number.
            if (x - (SvgCanvas.WidthOf(label) / 2) > free)
            {
                canvas.Text(x, Bottom + 16, label, ChartStyle.Muted, "middle");
                free = x + (SvgCanvas.WidthOf(label) / 2) + 6;
            }
        }

        canvas.Line(Left, Bottom, Right, Bottom, ChartStyle.Axis);
        canvas.Text((Left + Right) / 2, Bottom + 34, name, ChartStyle.Label, "middle");
    }

    /// <summary>Grid lines, marks and name of the vertical axis.</summary>
    public void VerticalAxis(SvgCanvas canvas, Scale scale, string name)
    {
        foreach (var tick in scale.Ticks)
        {
            var y = scale.At(tick);
            canvas.Line(Left, y, Right, y, ChartStyle.Grid);
            canvas.Text(Left - 8, y + 4, Scale.Label(tick), ChartStyle.Muted, "end");
        }

        canvas.Line(Left, Top, Left, Bottom, ChartStyle.Axis);
        canvas.Upright(16, (Top + Bottom) / 2, name);
    }

    /// <summary>Swatches with names, in as many rows as they need; what is drawn as a line has a piece of it.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="items">Style and name of each.</param>
    /// <returns>Lower edge.</returns>
    public double Legend(SvgCanvas canvas, double y, IEnumerable<(string Style, string Name)> items)
    {
        var (x, row) = (Left, y);
        foreach (var (style, name) in items)
        {
            var width = Swatch + 6 + SvgCanvas.WidthOf(name) + 18;
            if (x > Left && x + width > Right)
            {
                (x, row) = (Left, row + LegendRow);
            }

            if (ChartStyle.IsLine(style))
            {
                canvas.Line(x, row + (Swatch / 2), x + Swatch, row + (Swatch / 2), style);
            }
            else
            {
                canvas.Box(x, row, Swatch, Swatch, style);
            }

            canvas.Text(x + Swatch + 6, row + 10, name);
            x += width;
        }

        return row + LegendRow;
    }
}
