using System.Globalization;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Documents;

/// <summary>Quantities as people read them, in one place: three or four digits and a unit, invariant culture.</summary>
internal static class Show
{
    public static string Of(Bytes bytes)
    {
        var b = bytes.TotalBytes;
        return Math.Abs(b) switch
        {
            0 => "0 B",
            < 1 << 20 => Digits(b / 1024) + " KiB",
            < 1 << 30 => Digits(bytes.TotalMiB) + " MiB",
            _ => Digits(bytes.TotalGiB) + " GiB",
        };
    }

    public static string Of(Duration time)
    {
        var s = time.TotalSeconds;
        return Math.Abs(s) switch
        {
            0 => "0 s",
            < 1e-3 => Digits(s * 1e6) + " µs",
            < 1 => Digits(s * 1e3) + " ms",
            < 300 => Digits(s) + " s",
            < 7200 => Digits(s / 60) + " min",
            < 172800 => Digits(s / 3600) + " h",
            _ => Digits(s / 86400) + " days",
        };
    }

    /// <summary>A count with a decimal prefix: 7.22 B, 1.5 T.</summary>
    public static string Count(double count) =>
        Math.Abs(count) switch
        {
            < 1e4 => Digits(count),
            < 1e6 => count.ToString("#,0", CultureInfo.InvariantCulture),
            < 1e9 => Digits(count / 1e6) + " M",
            < 1e12 => Digits(count / 1e9) + " B",
            < 1e15 => Digits(count / 1e12) + " T",
            _ => count.ToString("0.##e+0", CultureInfo.InvariantCulture),
        };

    public static string Of(Money money) =>
        money.Amount.ToString(money.Amount < 1000 ? "0.00" : "#,0", CultureInfo.InvariantCulture) + " " + money.Currency;

    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A value in one of the units that reports use.</summary>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit: <c>bytes</c>, <c>s</c>, <c>fraction</c>, <c>currency</c>, or one that is written behind it.</param>
    /// <param name="currency">What <c>currency</c> stands for.</param>
    public static string InUnit(double value, string unit, string currency) =>
        unit switch
        {
            "bytes" => Of(Bytes.FromBytes(value)),
            "s" or "seconds" => Of(Duration.FromSeconds(value)),
            "fraction" => Percent(value),
            "currency" => Of(new Money(value, currency)),
            "parameters" or "FLOP" or "FLOP/token" => $"{Count(value)} {unit}",
            "" => Digits(value),
            _ => $"{Digits(value)} {unit}",
        };

    /// <summary>A value that may be negative, in one of the units that reports use.</summary>
    /// <param name="value">The value.</param>
    /// <param name="unit">As for <see cref="InUnit"/>.</param>
    /// <param name="currency">What <c>currency</c> stands for.</param>
    public static string Signed(double value, string unit, string currency) =>
        (value < 0 ? "−" : "") + InUnit(Math.Abs(value), unit, currency);

    /// <summary>A ratio with two decimals, fewer where it is large.</summary>
    public static string Ratio(double value) => value < 10 ? value.ToString("0.00", CultureInfo.InvariantCulture) : Digits(value);

    /// <summary>The name of an enumeration's member as words: <c>AttentionOutput</c> is "Attention output".</summary>
    public static string Words<T>(T value)
        where T : struct, Enum =>
        string.Concat(
            value
                .ToString()
                .Select(static (letter, i) => i > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString())
        );

    public static string Whole(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Three or four significant digits; scientific only below one ten-thousandth.</summary>
    public static string Digits(double value) =>
        Math.Abs(value) switch
        {
            0 => "0",
            < 1e-4 => value.ToString("0.##e-0", CultureInfo.InvariantCulture),
            < 1e-2 => value.ToString("0.#####", CultureInfo.InvariantCulture),
            < 1e-1 => value.ToString("0.####", CultureInfo.InvariantCulture),
            < 10 => value.ToString("0.##", CultureInfo.InvariantCulture),
            < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0", CultureInfo.InvariantCulture),
        };
}
