namespace LlmCostSim.Reporting.Charts;

/// <summary>The unit of an axis, chosen so that its marks are short numbers.</summary>
/// <param name="Name">Name of the unit.</param>
/// <param name="Size">How much of the base unit it is.</param>
internal readonly record struct AxisUnit(string Name, double Size)
{
    private static readonly AxisUnit[] Times =
    [
        new("µs", 1e-6),
        new("ms", 1e-3),
        new("s", 1),
        new("min", 60),
        new("h", 3600),
        new("days", 86400),
    ];
    private static readonly AxisUnit[] Amounts =
    [
        new("B", 1),
        new("KiB", 1 << 10),
        new("MiB", 1 << 20),
        new("GiB", 1 << 30),
        new("TiB", 1L << 40),
    ];

    /// <summary>For an axis of seconds up to a largest value.</summary>
    public static AxisUnit OfSeconds(double largest) => Of(Times, largest);

    /// <summary>For an axis of bytes up to a largest value.</summary>
    public static AxisUnit OfBytes(double largest) => Of(Amounts, largest);

    private static AxisUnit Of(AxisUnit[] units, double largest) => units.LastOrDefault(unit => largest >= 2 * unit.Size, units[0]);
}
