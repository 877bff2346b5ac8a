namespace LlmCostSim.Facts;

/// <summary>Where some facts of a catalogue entry are from.</summary>
/// <param name="Facts">Names of the facts, as in the entry's JSON; a name covers the members below it (<c>peakTflops</c> covers
/// <c>peakTflops.bf16</c>).</param>
/// <param name="Source">The document.</param>
public sealed record FactSource(IReadOnlyList<string> Facts, string Source)
{
    /// <summary>Whether the source covers a fact, by its own name or that of the member above it.</summary>
    /// <param name="fact">Name of the fact, as in the entry's JSON.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    internal bool Covers(string fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        int dot = fact.IndexOf('.', StringComparison.Ordinal);
        return Facts.Contains(fact) || (dot > 0 && Facts.Contains(fact[..dot]));
    }

    internal static FactSource From(FactReader facts) => new(facts.Texts("facts"), facts.Text("source"));
}
