using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>Electrical power. Base unit: one watt.</summary>
public readonly record struct Power : IComparable<Power>
{
    private readonly double watts;

    private Power(double watts) => this.watts = watts;

    /// <summary>Nothing: 0 W. Also the default value.</summary>
    public static Power Zero => default;

    /// <summary>From watts.</summary>
    public static Power FromWatts(double watts) => new(watts);

    /// <summary>In watts.</summary>
    public double TotalWatts => watts;

    /// <summary>Sum.</summary>
    public static Power operator +(Power left, Power right) => new(left.watts + right.watts);

    /// <summary>Difference; may be negative.</summary>
    public static Power operator -(Power left, Power right) => new(left.watts - right.watts);

    /// <summary>Scaled by a plain number.</summary>
    public static Power operator *(Power left, double right) => new(left.watts * right);

    /// <summary>Scaled by a plain number.</summary>
    public static Power operator *(double left, Power right) => new(left * right.watts);

    /// <summary>Divided by a plain number.</summary>
    public static Power operator /(Power left, double right) => new(left.watts / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(Power left, Power right) => left.watts / right.watts;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(Power left, Power right) => left.watts < right.watts;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(Power left, Power right) => left.watts > right.watts;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Power left, Power right) => left.watts <= right.watts;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Power left, Power right) => left.watts >= right.watts;

    /// <summary>Energy used in a time.</summary>
    public static Energy operator *(Power left, Duration right) => Energy.FromJoules(left.watts * right.TotalSeconds);

    /// <summary>The larger of two.</summary>
    public static Power Max(Power left, Power right) => left.watts >= right.watts ? left : right;

    /// <summary>The smaller of two.</summary>
    public static Power Min(Power left, Power right) => left.watts <= right.watts ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Power other) => watts.CompareTo(other.watts);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{watts:G6} W");
}
