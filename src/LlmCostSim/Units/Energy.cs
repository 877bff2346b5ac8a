using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>Electrical energy. Base unit: one joule.</summary>
public readonly record struct Energy : IComparable<Energy>
{
    private readonly double joules;

    private Energy(double joules) => this.joules = joules;

    /// <summary>Nothing: 0 J. Also the default value.</summary>
    public static Energy Zero => default;

    /// <summary>From joules.</summary>
    public static Energy FromJoules(double joules) => new(joules);

    /// <summary>From kilowatt-hours.</summary>
    public static Energy FromKilowattHours(double kilowattHours) => new(kilowattHours * 3.6e6);

    /// <summary>In joules.</summary>
    public double TotalJoules => joules;

    /// <summary>In kilowatt-hours.</summary>
    public double TotalKilowattHours => joules / 3.6e6;

    /// <summary>In megawatt-hours.</summary>
    public double TotalMegawattHours => joules / 3.6e9;

    /// <summary>Sum.</summary>
    public static Energy operator +(Energy left, Energy right) => new(left.joules + right.joules);

    /// <summary>Difference; may be negative.</summary>
    public static Energy operator -(Energy left, Energy right) => new(left.joules - right.joules);

    /// <summary>Scaled by a plain number.</summary>
    public static Energy operator *(Energy left, double right) => new(left.joules * right);

    /// <summary>Scaled by a plain number.</summary>
    public static Energy operator *(double left, Energy right) => new(left * right.joules);

    /// <summary>Divided by a plain number.</summary>
    public static Energy operator /(Energy left, double right) => new(left.joules / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(Energy left, Energy right) => left.joules / right.joules;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(Energy left, Energy right) => left.joules < right.joules;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(Energy left, Energy right) => left.joules > right.joules;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Energy left, Energy right) => left.joules <= right.joules;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Energy left, Energy right) => left.joules >= right.joules;

    /// <summary>The larger of two.</summary>
    public static Energy Max(Energy left, Energy right) => left.joules >= right.joules ? left : right;

    /// <summary>The smaller of two.</summary>
    public static Energy Min(Energy left, Energy right) => left.joules <= right.joules ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Energy other) => joules.CompareTo(other.joules);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{joules:G6} J");
}
