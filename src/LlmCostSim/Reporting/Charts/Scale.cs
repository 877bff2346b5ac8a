using System.Globalization;

namespace LlmCostSim.Reporting.Charts;

/// <summary>Maps values to pixels along one direction, with marks at round values.</summary>
internal sealed class Scale
{
    private readonly bool logarithmic;
    private readonly double from,
        to,
        first,
        last;

    private Scale(double from, double to, double first, double last, bool logarithmic, IReadOnlyList<double> ticks)
    {
        (this.from, this.to, this.logarithmic, Ticks) = (from, to, logarithmic, ticks);
        (this.first, this.last) = logarithmic ? (Math.Log(first), Math.Log(last)) : (first, last);
    }

    /// <summary>Round values on the scale, from the least to the largest.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>
    /// A linear scale from 0 to <paramref name="largest"/> or a little more, with about <paramref name="marks"/> marks at multiples of 1, 2
    /// or 5.
    /// </summary>
    /// <param name="largest">Largest value; at least a little above 0 is taken.</param>
    /// <param name="from">Pixel of 0.</param>
    /// <param name="to">Pixel of the end.</param>
    /// <param name="marks">Wanted marks.</param>
    public static Scale Linear(double largest, double from, double to, int marks = 6)
    {
        var end = largest > 0 ? largest : 1;
        var step = RoundUp(end / marks);
        var count = (int)Math.Floor((end / step) + 1e-9);
        return new Scale(from, to, 0, end, false, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    /// <summary>A logarithmic scale with marks at powers of ten, and at 2 and 5 between them where it is short.</summary>
    public static Scale Log(double least, double largest, double from, double to)
    {
        var (low, high) = (Math.Max(least, 1e-15), Math.Max(largest, Math.Max(least, 1e-15) * 1.0001));
        double[] digits = Math.Log10(high / low) switch
        {
            <= 1 => [1, 1.5, 2, 3, 4, 5, 6, 8],
            <= 2.5 => [1, 2, 5],
            _ => [1],
        };
        var ticks =
            from power in Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2)
            from digit in digits
            let value = digit * Math.Pow(10, power)
            where value >= low * 0.9999 && value <= high * 1.0001
            select value;
        return new Scale(from, to, low, high, true, [.. ticks]);
    }

    /// <summary>A logarithmic scale with its marks at given values, such as the counts that were run.</summary>
    public static Scale Log(double least, double largest, double from, double to, IEnumerable<double> marks) =>
        new(from, to, least, Math.Max(largest, least * 1.0001), true, [.. marks]);

    /// <summary>The pixel of a value.</summary>
    public double At(double value) => from + ((to - from) * ((logarithmic ? Math.Log(value) : value) - first) / (last - first));

    /// <summary>A mark's value as written beside it.</summary>
    public static string Label(double tick) =>
        Math.Abs(tick) switch
        {
            0 => "0",
            >= 1e12 => Short(tick / 1e12, " T"),
            >= 1e9 => Short(tick / 1e9, " B"),
            >= 1e6 => Short(tick / 1e6, " M"),
            >= 1e3 => tick.ToString("#,0.###", CultureInfo.InvariantCulture),
            _ => tick.ToString("0.######", CultureInfo.InvariantCulture),
        };

    private static string Short(double value, string prefix) => value.ToString("#,0.###", CultureInfo.InvariantCulture) + prefix;

    /// <summary>The least 1, 2 or 5 times a power of ten that is not below a value.</summary>
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch
        {
            <= 1.0000001 => power,
            <= 2.0000001 => 2 * power,
            <= 5.0000001 => 5 * power,
            _ => 10 * power,
        };
    }
}
