using LlmCostSim.Facts;

namespace LlmCostSim.Setups;

/// <summary>A training or inference setup that its makers documented, as a scenario, with the figures they published.</summary>
public sealed record DocumentedSetup
{
    /// <summary>Id, such as <c>falcon-7b</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Model family, such as <c>Falcon</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The scenario, as JSON text of the scenario format.</summary>
    public required string Scenario { get; init; }

    /// <summary>What the sources leave open, and what was taken instead.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>The published figures.</summary>
    internal IReadOnlyList<DocumentedFact> Facts { get; init; } = [];

    internal static DocumentedSetup From(FactReader facts, string family) =>
        new()
        {
            Id = facts.Text("id"),
            Family = family,
            Scenario = facts.Json("scenario"),
            Assumed = facts.Texts("assumed"),
            Facts = facts.List("facts", DocumentedFact.From),
        };
}
