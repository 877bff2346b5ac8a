using FsCheck;
using FsCheck.Fluent;

namespace LlmCostSim.Tests.Properties;

/// <summary>
/// A number out of all whole numbers, each as likely: FsCheck's own integers stay below a hundred, so that thousands of cases would be the
/// same few hundred.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct Seed(int Value)
{
    /// <summary>Known to every property.</summary>
    public static Arbitrary<Seed> Arbitrary() => Gen.Choose(int.MinValue, int.MaxValue).Select(static v => new Seed(v)).ToArbitrary();

    /// <summary>The number.</summary>
    public static implicit operator int(Seed seed) => seed.Value;

    /// <summary>A number below another one, each as likely.</summary>
    public int Below(int count) => (int)((uint)Value % (uint)count);

    /// <summary>The number.</summary>
    public int ToInt32() => Value;
}
