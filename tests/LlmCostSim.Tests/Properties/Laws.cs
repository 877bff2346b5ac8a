using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace LlmCostSim.Tests.Properties;

/// <summary>Checks a law on generated cases inside a test that has more to say than a <see cref="PropertyAttribute"/> can.</summary>
internal static class Laws
{
    /// <summary>
    /// Cases to check: the test's own number, or that of the environment variable <c>LLMCOSTSIM_MAX_TEST</c>: more for one long run, fewer
    /// for each of the thousand runs of mutation testing.
    /// </summary>
    internal static int Count(int own) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("LLMCOSTSIM_MAX_TEST"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? Math.Max(1, asked)
            : own;

    /// <summary>
    /// How FsCheck runs a law. The cases are the same in each run, so that a law that fails says something about the change that was made;
    /// the environment variable <c>LLMCOSTSIM_SEED</c> asks for others.
    /// </summary>
    internal static Config Configuration(int own) =>
        Config
            .QuickThrowOnFailure.WithMaxTest(Count(own))
            .WithQuietOnSuccess(true)
            .WithReplay(
                FSharpOption<FsCheck.Replay>.Some(
                    new FsCheck.Replay(
                        new Rnd(
                            ulong.TryParse(
                                Environment.GetEnvironmentVariable("LLMCOSTSIM_SEED"),
                                NumberStyles.None,
                                CultureInfo.InvariantCulture,
                                out var asked
                            )
                                ? asked
                                : 1,
                            1
                        ),
                        FSharpOption<int>.None
                    )
                )
            );

    /// <summary>Throws with the case that breaks the law.</summary>
    internal static void Hold<T>(Gen<T> cases, Func<T, bool> law, int own) =>
        FsCheck.Check.One(Configuration(own), Prop.ForAll(cases.ToArbitrary(), law));
}
