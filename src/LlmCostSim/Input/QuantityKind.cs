namespace LlmCostSim.Input;

/// <summary>What a quantity measures, and with it the units that its text may name.</summary>
internal enum QuantityKind
{
    /// <summary>A plain count, base 1: <c>k</c>, <c>M</c>, <c>B</c> or <c>G</c>, <c>T</c>.</summary>
    Count,

    /// <summary>Memory or traffic, base 1 B: <c>GB</c>, <c>GiB</c> and so on.</summary>
    Bytes,

    /// <summary>Bandwidth, base 1 B/s: <c>GB/s</c>, <c>Gbit/s</c> and so on.</summary>
    ByteRate,

    /// <summary>
    /// Time, base 1 s: <c>ns</c> to <c>s</c>, <c>min</c>, <c>h</c>, <c>days</c>, <c>weeks</c>, <c>months</c> (a twelfth of 365.25 days).
    /// </summary>
    Duration,

    /// <summary>Arithmetic per second, base 1 FLOP/s: <c>TFLOP/s</c> and so on.</summary>
    FlopRate,

    /// <summary>Power, base 1 W: <c>W</c>, <c>kW</c>, <c>MW</c>.</summary>
    Power,

    /// <summary>A share of one, base 1: <c>%</c>.</summary>
    Fraction,

    /// <summary>US dollars, base 1: <c>USD</c>, <c>k USD</c> and so on, or a count after <c>$</c>.</summary>
    Dollars,
}
