using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>Accelerator time: one accelerator held for one hour. Base unit: one GPU-hour.</summary>
public readonly record struct GpuHours : IComparable<GpuHours>
{
    private readonly double hours;

    private GpuHours(double hours) => this.hours = hours;

    /// <summary>Nothing: 0 GPU-h. Also the default value.</summary>
    public static GpuHours Zero => default;

    /// <summary>From GPU-hours.</summary>
    public static GpuHours FromHours(double hours) => new(hours);

    /// <summary>In GPU-hours.</summary>
    public double TotalHours => hours;

    /// <summary>Sum.</summary>
    public static GpuHours operator +(GpuHours left, GpuHours right) => new(left.hours + right.hours);

    /// <summary>Difference; may be negative.</summary>
    public static GpuHours operator -(GpuHours left, GpuHours right) => new(left.hours - right.hours);

    /// <summary>Scaled by a plain number.</summary>
    public static GpuHours operator *(GpuHours left, double right) => new(left.hours * right);

    /// <summary>Scaled by a plain number.</summary>
    public static GpuHours operator *(double left, GpuHours right) => new(left * right.hours);

    /// <summary>Divided by a plain number.</summary>
    public static GpuHours operator /(GpuHours left, double right) => new(left.hours / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(GpuHours left, GpuHours right) => left.hours / right.hours;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(GpuHours left, GpuHours right) => left.hours < right.hours;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(GpuHours left, GpuHours right) => left.hours > right.hours;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(GpuHours left, GpuHours right) => left.hours <= right.hours;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(GpuHours left, GpuHours right) => left.hours >= right.hours;

    /// <summary>The larger of two.</summary>
    public static GpuHours Max(GpuHours left, GpuHours right) => left.hours >= right.hours ? left : right;

    /// <summary>The smaller of two.</summary>
    public static GpuHours Min(GpuHours left, GpuHours right) => left.hours <= right.hours ? left : right;

    /// <inheritdoc/>
    public int CompareTo(GpuHours other) => hours.CompareTo(other.hours);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{hours:G6} GPU-h");
}
