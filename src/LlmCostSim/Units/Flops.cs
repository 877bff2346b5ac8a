using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>An amount of floating-point (or integer) arithmetic. Base unit: one operation; one multiply-accumulate counts as two.</summary>
public readonly record struct Flops : IComparable<Flops>
{
    private readonly double flops;

    private Flops(double flops) => this.flops = flops;

    /// <summary>Nothing: 0 FLOP. Also the default value.</summary>
    public static Flops Zero => default;

    /// <summary>From single operations.</summary>
    public static Flops FromFlops(double flops) => new(flops);

    /// <summary>From 10^12 operations.</summary>
    public static Flops FromTera(double teraflops) => new(teraflops * 1e12);

    /// <summary>In single operations.</summary>
    public double TotalFlops => flops;

    /// <summary>In 10^12 operations.</summary>
    public double TotalTera => flops / 1e12;

    /// <summary>Sum.</summary>
    public static Flops operator +(Flops left, Flops right) => new(left.flops + right.flops);

    /// <summary>Difference; may be negative.</summary>
    public static Flops operator -(Flops left, Flops right) => new(left.flops - right.flops);

    /// <summary>Scaled by a plain number.</summary>
    public static Flops operator *(Flops left, double right) => new(left.flops * right);

    /// <summary>Scaled by a plain number.</summary>
    public static Flops operator *(double left, Flops right) => new(left * right.flops);

    /// <summary>Divided by a plain number.</summary>
    public static Flops operator /(Flops left, double right) => new(left.flops / right);

    /// <summary>Ratio of two like quantities, a plain number.</summary>
    public static double operator /(Flops left, Flops right) => left.flops / right.flops;

    /// <summary>Whether left is smaller.</summary>
    public static bool operator <(Flops left, Flops right) => left.flops < right.flops;

    /// <summary>Whether left is larger.</summary>
    public static bool operator >(Flops left, Flops right) => left.flops > right.flops;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Flops left, Flops right) => left.flops <= right.flops;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Flops left, Flops right) => left.flops >= right.flops;

    /// <summary>Time to do the work at a rate.</summary>
    public static Duration operator /(Flops left, FlopRate right) => Duration.FromSeconds(left.flops / right.FlopsPerSecond);

    /// <summary>Rate at which the work was done.</summary>
    public static FlopRate operator /(Flops left, Duration right) => FlopRate.FromFlopsPerSecond(left.flops / right.TotalSeconds);

    /// <summary>The larger of two.</summary>
    public static Flops Max(Flops left, Flops right) => left.flops >= right.flops ? left : right;

    /// <summary>The smaller of two.</summary>
    public static Flops Min(Flops left, Flops right) => left.flops <= right.flops ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Flops other) => flops.CompareTo(other.flops);

    /// <summary>The quantity in its base unit, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{flops:G6} FLOP");
}
