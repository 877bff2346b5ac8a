using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>A rate of arithmetic. Base unit: one operation per second.</summary>
public readonly record struct FlopRate : IComparable<FlopRate>
{
    private readonly double flopsPerSecond;

    private FlopRate(double flopsPerSecond) => this.flopsPerSecond = flopsPerSecond;

    /// <summary>Nothing: 0 FLOP/s. Also the default value.</summary>
    public static FlopRate Zero => default;

    /// <summary>From operations per second.</summary>
    public static FlopRate FromFlopsPerSecond(double flopsPerSecond) => new(flopsPerSecond);

    /// <summary>From TFLOP/s, 10^12 per second.</summary>
    public static FlopRate FromTera(double teraflopsPerSecond) => new(teraflopsPerSecond * 1e12);

    /// <summary>In operations per second.</summary>
    public double FlopsPerSecond => flopsPerSecond;

    /// <summary>In TFLOP/s.</summary>
    public double TeraflopsPerSecond => flopsPerSecond / 1e12;

    /// <summary>Sum.</summary>
    public static FlopRate operator +(FlopRate left, FlopRate right) => new(left.flopsPerSecond + right.flopsPerSecond);

    /// <summary>Difference; may be negative.</summary>
    public static FlopRate operator -(FlopRate left, FlopRate right) => new(left.flopsPerSecond - right.flopsPerSecond);

    /// <summary>Scaled by a plain number.</summary>
    public static FlopRate operator *(FlopRate left, double right) => new(left.flopsPerSecond * right);

    /// <summary>Scaled by a plain number.</summary>
    public static FlopRate operator *(double left, FlopRate right) => new(left * right.flopsPerSecond);

    /// <summary>Divided by a plain number.</summary>
    public static FlopRate operator /(FlopRate left, double right) => new(left.flopsPerSecond / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(FlopRate left, FlopRate right) => left.flopsPerSecond / right.flopsPerSecond;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(FlopRate left, FlopRate right) => left.flopsPerSecond < right.flopsPerSecond;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(FlopRate left, FlopRate right) => left.flopsPerSecond > right.flopsPerSecond;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(FlopRate left, FlopRate right) => left.flopsPerSecond <= right.flopsPerSecond;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(FlopRate left, FlopRate right) => left.flopsPerSecond >= right.flopsPerSecond;

    /// <summary>Work done in a time.</summary>
    public static Flops operator *(FlopRate left, Duration right) => Flops.FromFlops(left.flopsPerSecond * right.TotalSeconds);

    /// <summary>The larger of two.</summary>
    public static FlopRate Max(FlopRate left, FlopRate right) => left.flopsPerSecond >= right.flopsPerSecond ? left : right;

    /// <summary>The smaller of two.</summary>
    public static FlopRate Min(FlopRate left, FlopRate right) => left.flopsPerSecond <= right.flopsPerSecond ? left : right;

    /// <inheritdoc/>
    public int CompareTo(FlopRate other) => flopsPerSecond.CompareTo(other.flopsPerSecond);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{flopsPerSecond:G6} FLOP/s");
}
