using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>A bandwidth. Base unit: one byte per second.</summary>
public readonly record struct ByteRate : IComparable<ByteRate>
{
    private readonly double bytesPerSecond;

    private ByteRate(double bytesPerSecond) => this.bytesPerSecond = bytesPerSecond;

    /// <summary>Nothing: 0 B/s. Also the default value.</summary>
    public static ByteRate Zero => default;

    /// <summary>From bytes per second.</summary>
    public static ByteRate FromBytesPerSecond(double bytesPerSecond) => new(bytesPerSecond);

    /// <summary>From decimal gigabytes per second.</summary>
    public static ByteRate FromGBPerSecond(double gigabytesPerSecond) => new(gigabytesPerSecond * 1e9);

    /// <summary>From decimal gigabits per second, as networks are labelled.</summary>
    public static ByteRate FromGbitPerSecond(double gigabitsPerSecond) => new(gigabitsPerSecond * 1e9 / 8);

    /// <summary>In bytes per second.</summary>
    public double BytesPerSecond => bytesPerSecond;

    /// <summary>In decimal gigabytes per second.</summary>
    public double GBPerSecond => bytesPerSecond / 1e9;

    /// <summary>In decimal gigabits per second.</summary>
    public double GbitPerSecond => bytesPerSecond * 8 / 1e9;

    /// <summary>Sum.</summary>
    public static ByteRate operator +(ByteRate left, ByteRate right) => new(left.bytesPerSecond + right.bytesPerSecond);

    /// <summary>Difference; may be negative.</summary>
    public static ByteRate operator -(ByteRate left, ByteRate right) => new(left.bytesPerSecond - right.bytesPerSecond);

    /// <summary>Scaled by a plain number.</summary>
    public static ByteRate operator *(ByteRate left, double right) => new(left.bytesPerSecond * right);

    /// <summary>Scaled by a plain number.</summary>
    public static ByteRate operator *(double left, ByteRate right) => new(left * right.bytesPerSecond);

    /// <summary>Divided by a plain number.</summary>
    public static ByteRate operator /(ByteRate left, double right) => new(left.bytesPerSecond / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(ByteRate left, ByteRate right) => left.bytesPerSecond / right.bytesPerSecond;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(ByteRate left, ByteRate right) => left.bytesPerSecond < right.bytesPerSecond;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(ByteRate left, ByteRate right) => left.bytesPerSecond > right.bytesPerSecond;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(ByteRate left, ByteRate right) => left.bytesPerSecond <= right.bytesPerSecond;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(ByteRate left, ByteRate right) => left.bytesPerSecond >= right.bytesPerSecond;

    /// <summary>Bytes moved in a time.</summary>
    public static Bytes operator *(ByteRate left, Duration right) => Bytes.FromBytes(left.bytesPerSecond * right.TotalSeconds);

    /// <summary>The larger of two.</summary>
    public static ByteRate Max(ByteRate left, ByteRate right) => left.bytesPerSecond >= right.bytesPerSecond ? left : right;

    /// <summary>The smaller of two.</summary>
    public static ByteRate Min(ByteRate left, ByteRate right) => left.bytesPerSecond <= right.bytesPerSecond ? left : right;

    /// <inheritdoc/>
    public int CompareTo(ByteRate other) => bytesPerSecond.CompareTo(other.bytesPerSecond);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond:G6} B/s");
}
