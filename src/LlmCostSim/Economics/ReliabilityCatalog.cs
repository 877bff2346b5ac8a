using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>Published figures on failures, restarts, checkpoints and spot preemption.</summary>
internal sealed class ReliabilityCatalog : Catalog<ReliabilityFigure>
{
    private ReliabilityCatalog(ShippedIndex<ReliabilityFigure> index)
        : base(index, "reliability figure") { }

    /// <summary>The figures that ship with the library.</summary>
    public static ReliabilityCatalog Default { get; } =
        new(
            new ShippedIndex<ReliabilityFigure>(
                () => EmbeddedData.Read("Economics/Data/reliability.json", Read),
                figure => figure.Id,
                _ => []
            )
        );

    /// <summary>All figures.</summary>
    public IReadOnlyList<ReliabilityFigure> Figures => Index.All.Items;

    private static IReadOnlyList<ReliabilityFigure> Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return facts.ListBySource("figures", ReliabilityFigure.From);
    }
}
