using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>Carbon intensity and power usage effectiveness by place. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class GridCatalog
{
    private readonly NameIndex<GridRegion> index;

    private GridCatalog(NameIndex<GridRegion> index) => this.index = index;

    /// <summary>The places that ship with the library. Countries are also found by their English names.</summary>
    public static GridCatalog Default { get; } =
        new(
            new NameIndex<GridRegion>(
                EmbeddedData.Read("Economics/Data/grid.json", Read),
                region => region.Id,
                region => region.Kind == GridKind.Country ? [region.Region] : []
            )
        );

    /// <summary>All places, the shipped ones first.</summary>
    public IReadOnlyList<GridRegion> Regions => index.Items;

    /// <summary>The mean of the world, taken where the user names no place.</summary>
    public GridRegion World => index.Get("WORLD", "grid region");

    /// <summary>The place of an id or country name; case and punctuation do not matter.</summary>
    /// <param name="name">Id or country, such as <c>FRA</c>, <c>France</c> or <c>gcp-us-central1</c>.</param>
    /// <returns>The place, or <see langword="null"/> if the name is unknown.</returns>
    public GridRegion? Find(string name) => index.Find(name);

    /// <summary>The place of an id or country name; case and punctuation do not matter.</summary>
    /// <param name="name">Id or country, such as <c>FRA</c>, <c>France</c> or <c>gcp-us-central1</c>.</param>
    /// <returns>The place.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public GridRegion Get(string name) => index.Get(name, "grid region");

    /// <summary>Ids of the places nearest to a name, nearest first.</summary>
    /// <param name="name">A name, usually one that <see cref="Find"/> does not know.</param>
    /// <returns>At most three ids; empty if nothing is near.</returns>
    public IReadOnlyList<string> Suggest(string name) => index.Suggest(name);

    /// <summary>The catalogue with one more place, which replaces one of the same id.</summary>
    /// <param name="region">The place to add.</param>
    /// <returns>The larger catalogue; this one stays as it is.</returns>
    public GridCatalog With(GridRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return new GridCatalog(index.With(region));
    }

    private static IEnumerable<GridRegion> Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return facts.List("sources", ReadSource).SelectMany(regions => regions);
    }

    private static IReadOnlyList<GridRegion> ReadSource(FactReader facts)
    {
        string source = facts.Text("source");
        return facts.List("regions", region => GridRegion.From(region, source));
    }
}
