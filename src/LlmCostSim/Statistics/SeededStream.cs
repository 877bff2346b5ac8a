using System.Numerics;

namespace LlmCostSim.Statistics;

/// <summary>
/// A stream of random numbers that is the same for a seed on every platform and runtime: xoshiro256** (Blackman and Vigna 2021), its state
/// filled by SplitMix64 (Steele, Lea and Flood 2014). Allocates nothing.
/// </summary>
/// <remarks>Described in docs/serving.md, "The model".</remarks>
internal struct SeededStream
{
    private const double PerUnit = 1.0 / (1L << 53);

    private ulong a,
        b,
        c,
        d;

    /// <summary>A stream.</summary>
    /// <param name="seed">Chosen by the user.</param>
    /// <param name="stream">Number of the stream: streams of one seed are independent, so that one quantity does not move when another is
    /// drawn more often.</param>
    public SeededStream(ulong seed, ulong stream)
    {
        var state = seed + (stream * 0xD1342543DE82EF95UL);
        (a, b, c, d) = (Split(ref state), Split(ref state), Split(ref state), Split(ref state));
    }

    /// <summary>A stream from the generator's own state.</summary>
    internal static SeededStream FromState(ulong a, ulong b, ulong c, ulong d) =>
        new(0, 0)
        {
            a = a,
            b = b,
            c = c,
            d = d,
        };

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>Uniform between 0 and 1, neither included.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) * PerUnit;

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(Uniform());

    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    public double Normal() => StandardNormal.Quantile(Uniform());

    /// <summary>A whole number from 0 to <paramref name="below"/> − 1.</summary>
    public int Below(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);

    private static ulong Split(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
