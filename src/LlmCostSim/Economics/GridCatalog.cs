using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>Carbon intensity and power usage effectiveness by place. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class GridCatalog : Catalog<GridRegion>
{
    private GridCatalog(ShippedIndex<GridRegion> index)
        : base(index, "grid region") { }

    /// <summary>The places that ship with the library. Countries are also found by their English names.</summary>
    public static GridCatalog Default { get; } =
        new(
            new ShippedIndex<GridRegion>(
                () => EmbeddedData.Read("Economics/Data/grid.json", Read),
                region => region.Id,
                region => region.Kind == GridKind.Country ? [region.Region] : []
            )
        );

    /// <summary>All places, the shipped ones first.</summary>
    public IReadOnlyList<GridRegion> Regions => Index.All.Items;

    /// <summary>The mean of the world, taken where the user names no place.</summary>
    public GridRegion World => Get("WORLD");

    /// <summary>The catalogue with one more place, which replaces one of the same id.</summary>
    /// <param name="region">The place to add.</param>
    /// <returns>The larger catalogue; this one stays as it is.</returns>
    public GridCatalog With(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return new GridCatalog(Index.With(region));
    }

    private static IReadOnlyList<GridRegion> Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return facts.ListBySource("regions", GridRegion.From);
    }
}
