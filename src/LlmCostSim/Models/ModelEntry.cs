namespace LlmCostSim.Models;

/// <summary>One model of the catalogue: architecture and card.</summary>
public sealed record ModelEntry
{
    /// <summary>Name as its makers write it, such as <c>LLaMA-7B</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other spellings that find it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The architecture.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Everything else, with sources.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>Id of the catalogue entry whose architecture this one takes over; empty if it states its own.</summary>
    public string ArchitectureOf { get; init; } = "";

    /// <summary>Catalogue id, the one of <see cref="Spec"/>.</summary>
    public string Id => Spec.Id;
}
