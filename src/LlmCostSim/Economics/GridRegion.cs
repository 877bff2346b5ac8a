using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>Carbon intensity of electricity and overhead of the data centre at one place.</summary>
public sealed record GridRegion
{
    /// <summary>Catalogue id: <c>FRA</c>, <c>gcp-us-central1</c>, <c>bloom-jean-zay</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the entry describes.</summary>
    internal GridKind Kind { get; init; }

    /// <summary>Name of the place.</summary>
    public required string Region { get; init; }

    /// <summary>Carbon intensity, kg CO₂ equivalent per kWh, 0 or more; <see langword="null"/> where unknown.</summary>
    public double? KgCo2ePerKwh { get; init; }

    /// <summary>
    /// Power usage effectiveness, energy of the building over energy of the machines, 1 or more; <see langword="null"/> where unknown.
    /// </summary>
    public double? PowerUsageEffectiveness { get; init; }

    /// <summary>Year of the data as the source states it.</summary>
    public string Year { get; init; } = "";

    /// <summary>Where the figures are from.</summary>
    public required string Source { get; init; }

    /// <summary>What the source does not confirm; empty where it confirms all.</summary>
    public string Unverified { get; init; } = "";

    /// <summary>Caveats.</summary>
    public string Notes { get; init; } = "";

    internal static GridRegion From(FactReader facts, string source) =>
        new()
        {
            Id = facts.Text("id"),
            Kind = facts.Choice<GridKind>("kind"),
            Region = facts.Text("region"),
            KgCo2ePerKwh = facts.OptionalNumber("kgCo2ePerKwh"),
            PowerUsageEffectiveness = facts.OptionalNumber("pue"),
            Year = facts.OptionalText("year") ?? "",
            Source = source,
            Unverified = facts.OptionalText("unverified") ?? "",
            Notes = facts.OptionalText("notes") ?? "",
        };
}
