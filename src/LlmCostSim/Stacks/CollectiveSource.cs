using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>What a source of measured collectives ran: its library and, where it measured between nodes, their network.</summary>
/// <param name="Source">Source as in the measured rows.</param>
/// <param name="Chip">Chip, such as <c>a100</c>; empty: any.</param>
/// <param name="Library">Name of the library.</param>
/// <param name="Accelerator">Catalogue id of the accelerator.</param>
/// <param name="NetworkGbpsPerNode">Nominal network rate of a node, Gbit/s; <see langword="null"/> where it measured within nodes
/// only.</param>
/// <param name="NetworkEfficiency">Share of it that large transfers reached.</param>
/// <param name="NetworkCards">Network cards of a node.</param>
/// <param name="Note">Where the network facts are from.</param>
internal sealed record CollectiveSource(
    string Source,
    string Chip,
    string Library,
    string Accelerator,
    double? NetworkGbpsPerNode,
    double? NetworkEfficiency,
    int? NetworkCards,
    string Note
)
{
    internal static CollectiveSource From(FactReader facts) =>
        new(
            facts.Text("source"),
            facts.OptionalText("chip") ?? "",
            facts.Text("library"),
            facts.Text("accelerator"),
            facts.OptionalNumber("networkGbpsPerNode"),
            facts.OptionalNumber("networkEfficiency"),
            facts.OptionalInteger("networkCards"),
            facts.OptionalText("note") ?? ""
        );
}
