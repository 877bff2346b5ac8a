using LlmCostSim.Statistics;

namespace LlmCostSim.Serving;

/// <summary>
/// How long prompts or answers are, in tokens. What is drawn is rounded to whole tokens and kept between the least and the largest.
/// Immutable.
/// </summary>
public sealed record LengthDistribution
{
    private readonly double[] cumulative = [];

    private LengthDistribution(LengthKind kind, double mean, double deviation, int minimum, int maximum) =>
        (Kind, Mean, Deviation, Minimum, Maximum) = (kind, mean, deviation, minimum, maximum);

    /// <summary>Longest request, tokens.</summary>
    internal const int MostTokens = 100_000_000;

    /// <summary>Family.</summary>
    public LengthKind Kind { get; }

    /// <summary>Mean, tokens, before the limits are applied.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation, tokens, of normal and log-normal lengths, before the limits are applied; 0 for others.</summary>
    public double Deviation { get; }

    /// <summary>Least length, 1 or more.</summary>
    public int Minimum { get; }

    /// <summary>Largest length.</summary>
    public int Maximum { get; }

    /// <summary>Lengths of an empirical distribution; empty for others.</summary>
    public IReadOnlyList<int> Values { get; private init; } = [];

    /// <summary>Weights of <see cref="Values"/>.</summary>
    public IReadOnlyList<double> Weights { get; private init; } = [];

    /// <summary>Always the same length.</summary>
    /// <param name="tokens">1 or more.</param>
    public static LengthDistribution Constant(int tokens) => Limited(LengthKind.Constant, tokens, 0, tokens, tokens);

    /// <summary>Equally likely lengths.</summary>
    /// <param name="minimum">Least, 1 or more.</param>
    /// <param name="maximum">Largest.</param>
    public static LengthDistribution Uniform(int minimum, int maximum) =>
        Limited(LengthKind.Uniform, (minimum + (double)maximum) / 2, 0, minimum, maximum);

    /// <summary>Normal lengths.</summary>
    /// <param name="mean">Mean, tokens.</param>
    /// <param name="deviation">Standard deviation, tokens.</param>
    /// <param name="minimum">Least, 1 or more.</param>
    /// <param name="maximum">Largest.</param>
    public static LengthDistribution Normal(double mean, double deviation, int minimum = 1, int maximum = MostTokens) =>
        Limited(LengthKind.Normal, mean, deviation, minimum, maximum);

    /// <summary>Log-normal lengths.</summary>
    /// <param name="mean">Mean of the lengths themselves, tokens.</param>
    /// <param name="deviation">Standard deviation of the lengths themselves, tokens.</param>
    /// <param name="minimum">Least, 1 or more.</param>
    /// <param name="maximum">Largest.</param>
    public static LengthDistribution LogNormal(double mean, double deviation, int minimum = 1, int maximum = MostTokens) =>
        Limited(LengthKind.LogNormal, mean, deviation, minimum, maximum);

    /// <summary>Exponential lengths.</summary>
    /// <param name="mean">Mean, tokens.</param>
    /// <param name="minimum">Least, 1 or more.</param>
    /// <param name="maximum">Largest.</param>
    public static LengthDistribution Exponential(double mean, int minimum = 1, int maximum = MostTokens) =>
        Limited(LengthKind.Exponential, mean, 0, minimum, maximum);

    /// <summary>One of given lengths.</summary>
    /// <param name="values">Lengths, 1 or more each.</param>
    /// <param name="weights">Weights, 0 or more each, not all 0; <see langword="null"/>: all alike.</param>
    /// <exception cref="ArgumentException">There are no lengths, or not as many weights.</exception>
    public static LengthDistribution Empirical(IReadOnlyList<int> values, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        weights ??= [.. Enumerable.Repeat(1.0, values.Count)];
        if (
            values.Count == 0
            || weights.Count != values.Count
            || weights.Any(static w => !(w >= 0) || !double.IsFinite(w))
            || !(weights.Sum() > 0)
        )
        {
            throw new ArgumentException(
                "an empirical distribution needs lengths, and as many finite weights of 0 or more that are not all 0",
                nameof(weights)
            );
        }

        return new LengthDistribution(values, weights);
    }

    private LengthDistribution(IReadOnlyList<int> values, IReadOnlyList<double> weights)
        : this(LengthKind.Empirical, 0, 0, values.Min(), values.Max())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Minimum, 1, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Maximum, MostTokens, nameof(values));
        (Values, Weights, cumulative) = ([.. values], [.. weights], new double[values.Count]);
        double total = 0,
            weighted = 0;
        for (var i = 0; i < values.Count; i++)
        {
            cumulative[i] = total += weights[i];
            weighted += weights[i] * values[i];
        }

        Mean = weighted / total;
    }

    /// <summary>Draws a length.</summary>
    internal int Sample(ref SeededStream stream)
    {
        var drawn = Kind switch
        {
            LengthKind.Uniform => Minimum + (double)stream.Below(Maximum - Minimum + 1),
            LengthKind.Normal => Mean + (Deviation * stream.Normal()),
            LengthKind.LogNormal => LogNormal(stream.Normal()),
            LengthKind.Exponential => Mean * stream.Exponential(),
            LengthKind.Empirical => Values[Pick(stream.Uniform() * cumulative[^1])],
            _ => Mean,
        };
        return (int)Math.Clamp(Math.Round(drawn), Minimum, Maximum);
    }

    // Mean m and deviation s of the lengths: σ² = ln(1 + s²/m²), μ = ln m − σ²/2.
    private double LogNormal(double normal)
    {
        var ratio = Deviation / Mean;
        var variance = Math.Log(1 + (ratio * ratio));
        return Mean * Math.Exp((Math.Sqrt(variance) * normal) - (variance / 2));
    }

    private int Pick(double place)
    {
        var found = Array.BinarySearch(cumulative, place);
        return Math.Min(found < 0 ? ~found : found, cumulative.Length - 1);
    }

    private static LengthDistribution Limited(LengthKind kind, double mean, double deviation, int minimum, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, maximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, MostTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        if (!(mean > 0) || !double.IsFinite(mean + deviation))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "has to be above 0 and finite");
        }

        return new LengthDistribution(kind, mean, deviation, minimum, maximum);
    }
}
