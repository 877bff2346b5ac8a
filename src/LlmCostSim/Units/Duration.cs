using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>A span of time. Base unit: one second, as a double; TimeSpan's 100 ns tick is too coarse for kernels.</summary>
public readonly record struct Duration : IComparable<Duration>
{
    private readonly double seconds;

    private Duration(double seconds) => this.seconds = seconds;

    /// <summary>Nothing: 0 s. Also the default value.</summary>
    public static Duration Zero => default;

    /// <summary>From seconds.</summary>
    public static Duration FromSeconds(double seconds) => new(seconds);

    /// <summary>From milliseconds.</summary>
    public static Duration FromMilliseconds(double milliseconds) => new(milliseconds * 1e-3);

    /// <summary>From microseconds.</summary>
    public static Duration FromMicroseconds(double microseconds) => new(microseconds * 1e-6);

    /// <summary>From hours.</summary>
    public static Duration FromHours(double hours) => new(hours * 3600);

    /// <summary>From days of 24 h.</summary>
    public static Duration FromDays(double days) => new(days * 86400);

    /// <summary>In seconds.</summary>
    public double TotalSeconds => seconds;

    /// <summary>In milliseconds.</summary>
    public double TotalMilliseconds => seconds * 1e3;

    /// <summary>In hours.</summary>
    public double TotalHours => seconds / 3600;

    /// <summary>In days of 24 h.</summary>
    public double TotalDays => seconds / 86400;

    /// <summary>Sum.</summary>
    public static Duration operator +(Duration left, Duration right) => new(left.seconds + right.seconds);

    /// <summary>Difference; may be negative.</summary>
    public static Duration operator -(Duration left, Duration right) => new(left.seconds - right.seconds);

    /// <summary>Scaled by a plain number.</summary>
    public static Duration operator *(Duration left, double right) => new(left.seconds * right);

    /// <summary>Scaled by a plain number.</summary>
    public static Duration operator *(double left, Duration right) => new(left * right.seconds);

    /// <summary>Divided by a plain number.</summary>
    public static Duration operator /(Duration left, double right) => new(left.seconds / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(Duration left, Duration right) => left.seconds / right.seconds;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(Duration left, Duration right) => left.seconds < right.seconds;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(Duration left, Duration right) => left.seconds > right.seconds;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Duration left, Duration right) => left.seconds <= right.seconds;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Duration left, Duration right) => left.seconds >= right.seconds;

    /// <summary>GPU-hours when that many GPUs are held for the span.</summary>
    public static GpuHours operator *(Duration left, int gpus) => GpuHours.FromHours(left.TotalHours * gpus);

    /// <summary>The larger of two.</summary>
    public static Duration Max(Duration left, Duration right) => left.seconds >= right.seconds ? left : right;

    /// <summary>The smaller of two.</summary>
    public static Duration Min(Duration left, Duration right) => left.seconds <= right.seconds ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Duration other) => seconds.CompareTo(other.seconds);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{seconds:G6} s");
}
