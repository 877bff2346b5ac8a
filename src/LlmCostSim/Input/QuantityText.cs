using System.Globalization;

namespace LlmCostSim.Input;

/// <summary>Reads quantities such as <c>80 GiB</c>, <c>400 Gbit/s</c> or <c>1.5 T</c> into their base unit.</summary>
internal static class QuantityText
{
    private static readonly (string Unit, double Scale)[] Counts = [("", 1), ("k", 1e3), ("M", 1e6), ("B", 1e9), ("G", 1e9), ("T", 1e12)];

    private static readonly (string Unit, double Scale)[] ByteUnits =
    [
        ("B", 1),
        ("kB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("TB", 1e12),
        ("KiB", 1024),
        ("MiB", 1048576),
        ("GiB", 1073741824),
        ("TiB", 1099511627776),
    ];

    private static readonly (string Unit, double Scale)[] ByteRates =
    [
        ("B/s", 1),
        ("kB/s", 1e3),
        ("MB/s", 1e6),
        ("GB/s", 1e9),
        ("TB/s", 1e12),
        ("MiB/s", 1048576),
        ("GiB/s", 1073741824),
        ("Mbit/s", 1e6 / 8),
        ("Gbit/s", 1e9 / 8),
        ("Tbit/s", 1e12 / 8),
        ("Mbps", 1e6 / 8),
        ("Gbps", 1e9 / 8),
        ("Tbps", 1e12 / 8),
        ("Gb/s", 1e9 / 8),
    ];

    private static readonly (string Unit, double Scale)[] Durations =
    [
        ("ns", 1e-9),
        ("us", 1e-6),
        ("µs", 1e-6),
        ("ms", 1e-3),
        ("s", 1),
        ("min", 60),
        ("minute", 60),
        ("minutes", 60),
        ("h", 3600),
        ("hour", 3600),
        ("hours", 3600),
        ("d", 86400),
        ("day", 86400),
        ("days", 86400),
        ("week", 604800),
        ("weeks", 604800),
        ("month", 2629800),
        ("months", 2629800),
    ];

    private static readonly (string Unit, double Scale)[] FlopRates =
    [
        ("FLOP/s", 1),
        ("GFLOP/s", 1e9),
        ("TFLOP/s", 1e12),
        ("PFLOP/s", 1e15),
        ("GFLOPS", 1e9),
        ("TFLOPS", 1e12),
        ("PFLOPS", 1e15),
    ];

    private static readonly (string Unit, double Scale)[] Powers = [("W", 1), ("kW", 1e3), ("MW", 1e6)];

    private static readonly (string Unit, double Scale)[] Fractions = [("", 1), ("%", 0.01)];

    private static readonly (string Unit, double Scale)[] Dollars =
    [
        .. Counts,
        .. Counts.Select(static count => ($"{count.Unit} USD".TrimStart(), count.Scale)),
    ];

    /// <summary>The units that a text of the kind may name, for messages.</summary>
    /// <param name="kind">What is measured.</param>
    public static string Known(QuantityKind kind) =>
        string.Join(", ", Units(kind).Where(static u => u.Unit.Length > 0).Select(static u => u.Unit))
        + (kind == QuantityKind.Dollars ? ", or a $ before the number" : "");

    /// <summary>Reads a number with a unit.</summary>
    /// <param name="text">Such as <c>80 GiB</c>.</param>
    /// <param name="kind">What is measured.</param>
    /// <param name="value">In the base unit of the kind.</param>
    public static bool TryParse(string text, QuantityKind kind, out double value)
    {
        value = 0;
        var span = text.AsSpan().Trim();
        if (kind == QuantityKind.Dollars && span is ['$', ..])
        {
            span = span[1..].TrimStart();
        }

        var split = span.Length;
        while (split > 0 && !char.IsAsciiDigit(span[split - 1]) && span[split - 1] != '.')
        {
            split--;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(span[..split], Style, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var unit = span[split..].Trim();
        return Scale(unit, kind, out var scale) && double.IsFinite(value = number * scale);
    }

    // Exact spelling first: "MB" and "Mb" differ. Then ignoring case, so that "gib" and "GBPS" are understood where nothing else is meant.
    private static bool Scale(ReadOnlySpan<char> unit, QuantityKind kind, out double scale)
    {
        foreach (var (name, factor) in Units(kind))
        {
            if (unit.SequenceEqual(name))
            {
                scale = factor;
                return true;
            }
        }

        foreach (var (name, factor) in Units(kind))
        {
            if (unit.Equals(name, StringComparison.OrdinalIgnoreCase) && !name.EndsWith("b/s", StringComparison.OrdinalIgnoreCase))
            {
                scale = factor;
                return true;
            }
        }

        scale = 0;
        return false;
    }

    private static (string Unit, double Scale)[] Units(QuantityKind kind) =>
        kind switch
        {
            QuantityKind.Bytes => ByteUnits,
            QuantityKind.ByteRate => ByteRates,
            QuantityKind.Duration => Durations,
            QuantityKind.FlopRate => FlopRates,
            QuantityKind.Power => Powers,
            QuantityKind.Fraction => Fractions,
            QuantityKind.Dollars => Dollars,
            _ => Counts,
        };
}
