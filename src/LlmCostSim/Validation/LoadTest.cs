namespace LlmCostSim.Validation;

/// <summary>
/// What the run behind a row of <c>inference.csv</c> was where the row leaves it open: what its load generator sent, what its server was
/// told.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal sealed record LoadTest
{
    private static readonly RowFacts<LoadTest> Known = new(
        "Validation/Data/load-tests.json",
        "tests",
        static facts => new LoadTest
        {
            RequestsPerClient = facts.OptionalNumber("requestsPerClient") ?? 0,
            Requests = facts.OptionalNumber("requests"),
            LengthSpread = facts.OptionalNumber("lengthSpread") ?? 0,
            DistinctPrompts = facts.OptionalNumber("distinctPrompts") ?? 0,
            CacheBytes = facts.OptionalNumber("cacheBytes") ?? 2,
            CacheBytesInstead = facts.OptionalNumber("cacheBytesInstead"),
            WaitSteps = facts.OptionalNumber("waitSteps") ?? 0,
            WaitTokens = facts.OptionalNumber("waitTokens") ?? 0,
            EqualTokens = facts.Flag("equalTokens"),
            Engine = facts.OptionalText("engine"),
        }
    );

    /// <summary>Requests of the whole run for each in flight; 0: not known.</summary>
    public double RequestsPerClient { get; private init; }

    /// <summary>Requests of the whole run where they do not go by those in flight.</summary>
    public double? Requests { get; private init; }

    /// <summary>By which share of the given lengths the shortest prompts and answers are shorter; 0: all are of the given lengths.</summary>
    public double LengthSpread { get; private init; }

    /// <summary>Different prompts; 0: all are.</summary>
    public double DistinctPrompts { get; private init; }

    /// <summary>Bytes of a cached key or value element where the row leaves the format open; 2 where nothing says otherwise.</summary>
    public double CacheBytes { get; private init; }

    /// <summary>The same where what the row states cannot be: its batch does not fit.</summary>
    public double? CacheBytesInstead { get; private init; }

    /// <summary>Steps for which the server keeps prompts back, so that more of them come together.</summary>
    public double WaitSteps { get; private init; }

    /// <summary>Tokens of waiting prompts from which on it does not.</summary>
    public double WaitTokens { get; private init; }

    /// <summary>Whether all tokens of all prompts are the same one.</summary>
    public bool EqualTokens { get; private init; }

    /// <summary>Id of the engine where it is not what the row calls it.</summary>
    public string? Engine { get; private init; }

    /// <summary>What is known of a row's run.</summary>
    public static LoadTest Of(MeasuredRow row) => Known.Of(row);
}
