using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>
/// What the run behind a row of <c>inference.csv</c> was where the row leaves it open: what its load generator sent, what its server was
/// told.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal sealed record LoadTest
{
    private const string File = "Validation/Data/load-tests.json";

    private static readonly IReadOnlyList<(RowPattern Rows, LoadTest Test)> Known = EmbeddedData.Read(
        File,
        facts =>
        {
            _ = facts.Text("note");
            return facts.List("tests", From);
        }
    );

    /// <summary>Requests of the whole run for each in flight.</summary>
    public double? RequestsPerClient { get; private init; }

    /// <summary>Requests of the whole run.</summary>
    public double? Requests { get; private init; }

    /// <summary>By which share of the given lengths the shortest prompts and answers are shorter.</summary>
    public double? LengthSpread { get; private init; }

    /// <summary>Different prompts.</summary>
    public double? DistinctPrompts { get; private init; }

    /// <summary>Bytes of a cached key or value element where the row leaves the format open.</summary>
    public double? CacheBytes { get; private init; }

    /// <summary>The same where what the row states cannot be: its batch does not fit.</summary>
    public double? CacheBytesInstead { get; private init; }

    /// <summary>Steps for which the server keeps prompts back, so that more of them come together.</summary>
    public double? WaitSteps { get; private init; }

    /// <summary>Tokens of waiting prompts from which on it does not.</summary>
    public double? WaitTokens { get; private init; }

    /// <summary>Whether all tokens of all prompts are the same one.</summary>
    public bool? EqualTokens { get; private init; }

    /// <summary>Id of the engine where it is not what the row calls it.</summary>
    public string? Engine { get; private init; }

    /// <summary>What is known of a row's run.</summary>
    public static LoadTest Of(MeasuredRow row) =>
        Known.Where(entry => entry.Rows.Takes(row)).Aggregate(new LoadTest(), static (known, entry) => known.Or(entry.Test));

    private LoadTest Or(LoadTest other) =>
        new()
        {
            RequestsPerClient = RequestsPerClient ?? other.RequestsPerClient,
            Requests = Requests ?? other.Requests,
            LengthSpread = LengthSpread ?? other.LengthSpread,
            DistinctPrompts = DistinctPrompts ?? other.DistinctPrompts,
            CacheBytes = CacheBytes ?? other.CacheBytes,
            CacheBytesInstead = CacheBytesInstead ?? other.CacheBytesInstead,
            WaitSteps = WaitSteps ?? other.WaitSteps,
            WaitTokens = WaitTokens ?? other.WaitTokens,
            EqualTokens = EqualTokens ?? other.EqualTokens,
            Engine = Engine ?? other.Engine,
        };

    private static (RowPattern Rows, LoadTest Test) From(FactReader facts)
    {
        _ = facts.Text("origin");
        return (
            RowPattern.From(facts),
            new LoadTest
            {
                RequestsPerClient = facts.OptionalNumber("requestsPerClient"),
                Requests = facts.OptionalNumber("requests"),
                LengthSpread = facts.OptionalNumber("lengthSpread"),
                DistinctPrompts = facts.OptionalNumber("distinctPrompts"),
                CacheBytes = facts.OptionalNumber("cacheBytes"),
                CacheBytesInstead = facts.OptionalNumber("cacheBytesInstead"),
                WaitSteps = facts.OptionalNumber("waitSteps"),
                WaitTokens = facts.OptionalNumber("waitTokens"),
                EqualTokens = facts.Has("equalTokens") ? facts.Flag("equalTokens") : null,
                Engine = facts.OptionalText("engine"),
            }
        );
    }
}
