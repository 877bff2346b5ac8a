namespace LlmCostSim.Facts;

/// <summary>A fact that no public source at hand confirms. A report that uses it says so.</summary>
/// <param name="Fact">Name of the fact, as in the entry's JSON.</param>
/// <param name="Reason">Why it counts as unverified.</param>
/// <param name="Basis">How the value was obtained all the same.</param>
public sealed record UnverifiedFact(string Fact, string Reason, string Basis)
{
    internal static UnverifiedFact From(FactReader facts) => new(facts.Text("fact"), facts.Text("reason"), facts.Text("basis"));
}
