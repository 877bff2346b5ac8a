using LlmCostSim.Facts;

namespace LlmCostSim.Auditing;

/// <summary>A published claim that ships with the library, with the verdict that the project stands by.</summary>
internal sealed record ShippedClaim
{
    /// <summary>Id, such as <c>falcon-40b-article</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Model family or table, such as <c>Falcon</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Who says it: <c>article</c>, <c>primary</c> or <c>run</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The claim as JSON text.</summary>
    public required string Claim { get; init; }

    /// <summary>The verdict it has to come to.</summary>
    public required AuditVerdict Expected { get; init; }

    /// <summary>Why it is not plausible, or what the sources leave open; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    internal static ShippedClaim From(FactReader facts, string family) =>
        new()
        {
            Id = facts.Text("id"),
            Family = family,
            Version = facts.Text("version"),
            Claim = facts.Json("claim"),
            Expected = facts.Choice<AuditVerdict>("expected"),
            Reason = facts.OptionalText("reason") ?? "",
        };
}
