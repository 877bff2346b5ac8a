using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>An amount of memory or traffic. Base unit: one byte; fractional bytes are allowed because 4-bit formats need them.</summary>
/// <remarks>
/// Decimal and binary prefixes are separate factories on purpose: data sheets print GB = 10^9, allocators print GiB = 2^30, and the
/// difference is 7.4 %.
/// </remarks>
public readonly record struct Bytes : IComparable<Bytes>
{
    private readonly double bytes;

    private Bytes(double bytes) => this.bytes = bytes;

    /// <summary>Nothing: 0 B. Also the default value.</summary>
    public static Bytes Zero => default;

    /// <summary>From single bytes.</summary>
    public static Bytes FromBytes(double bytes) => new(bytes);

    /// <summary>From decimal gigabytes, 1 GB = 10^9 B.</summary>
    public static Bytes FromGB(double gigabytes) => new(gigabytes * 1e9);

    /// <summary>From binary mebibytes, 1 MiB = 2^20 B.</summary>
    public static Bytes FromMiB(double mebibytes) => new(mebibytes * (1 << 20));

    /// <summary>From binary gibibytes, 1 GiB = 2^30 B.</summary>
    public static Bytes FromGiB(double gibibytes) => new(gibibytes * (1 << 30));

    /// <summary>In single bytes.</summary>
    public double TotalBytes => bytes;

    /// <summary>In decimal gigabytes.</summary>
    public double TotalGB => bytes / 1e9;

    /// <summary>In binary mebibytes.</summary>
    public double TotalMiB => bytes / (1 << 20);

    /// <summary>In binary gibibytes.</summary>
    public double TotalGiB => bytes / (1 << 30);

    /// <summary>Sum.</summary>
    public static Bytes operator +(Bytes left, Bytes right) => new(left.bytes + right.bytes);

    /// <summary>Difference; may be negative.</summary>
    public static Bytes operator -(Bytes left, Bytes right) => new(left.bytes - right.bytes);

    /// <summary>Scaled by a plain number.</summary>
    public static Bytes operator *(Bytes left, double right) => new(left.bytes * right);

    /// <summary>Scaled by a plain number.</summary>
    public static Bytes operator *(double left, Bytes right) => new(left * right.bytes);

    /// <summary>Divided by a plain number.</summary>
    public static Bytes operator /(Bytes left, double right) => new(left.bytes / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(Bytes left, Bytes right) => left.bytes / right.bytes;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(Bytes left, Bytes right) => left.bytes < right.bytes;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(Bytes left, Bytes right) => left.bytes > right.bytes;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Bytes left, Bytes right) => left.bytes <= right.bytes;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Bytes left, Bytes right) => left.bytes >= right.bytes;

    /// <summary>Time to move the bytes at a rate.</summary>
    public static Duration operator /(Bytes left, ByteRate right) => Duration.FromSeconds(left.bytes / right.BytesPerSecond);

    /// <summary>Rate at which the bytes moved.</summary>
    public static ByteRate operator /(Bytes left, Duration right) => ByteRate.FromBytesPerSecond(left.bytes / right.TotalSeconds);

    /// <summary>The larger of two.</summary>
    public static Bytes Max(Bytes left, Bytes right) => left.bytes >= right.bytes ? left : right;

    /// <summary>The smaller of two.</summary>
    public static Bytes Min(Bytes left, Bytes right) => left.bytes <= right.bytes ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Bytes other) => bytes.CompareTo(other.bytes);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{bytes:G6} B");
}
