using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace LlmCostSim.Tests.Properties;

/// <summary>Checks a law on generated cases inside a test that has more to say than a <see cref="PropertyAttribute"/> can.</summary>
internal static class Laws
{
    /// <summary>Cases to check: the test's own number, or more where the environment variable <c>LLMCOSTSIM_MAX_TEST</c> asks for more.</summary>
    internal static int Count(int atLeast) => Math.Max(
        atLeast,
        int.TryParse(Environment.GetEnvironmentVariable("LLMCOSTSIM_MAX_TEST"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0);

    /// <summary>Throws with the case that breaks the law.</summary>
    internal static void Hold<T>(Gen<T> cases, Func<T, bool> law, int atLeast) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Count(atLeast)).WithQuietOnSuccess(true), Prop.ForAll(cases.ToArbitrary(), law));
}
