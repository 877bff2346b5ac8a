using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What the fit of a chip's matrix multiplies turns: <c>Calibration/Data/fits/gemm.json</c>.</summary>
internal sealed class GemmFitPlan
{
    /// <summary>What the hardware's constants are called among those of libraries.</summary>
    public const string HardwareName = "hardware";

    private readonly IReadOnlyList<Knob<GemmConstants>> hardware;
    private readonly IReadOnlyList<Knob<GemmLibraryConstants>> library;
    private readonly FitParameter largestTile;
    private readonly double tileExponent;
    private readonly GemmLibraryFamily reference;
    private readonly IReadOnlyList<string> leftOut;
    private readonly IReadOnlyList<GemmLibraryFamily> families;

    private GemmFitPlan(FactReader facts)
    {
        _ = facts.Text("note");
        hardware = GemmConstantTables.Hardware.Knobs(facts, "hardware");
        library = GemmConstantTables.Library.Knobs(facts, "library");
        var tiles = facts.Object("tileEfficiency");
        (largestTile, tileExponent) = (FitParameterJson.Parameter(tiles, "tileEfficiency"), tiles.Positive("exponent"));
        _ = tiles.Text("reason");
        tiles.Complete();
        var own = facts.Object("reference");
        reference = GemmLibraryFamily.From(own);
        own.Complete();
        leftOut = facts.List(
            "leftOut",
            static item =>
            {
                _ = item.Text("reason");
                return item.Text("source");
            }
        );
        families = facts.List("families", GemmLibraryFamily.From);
    }

    public static GemmFitPlan Default { get; } = EmbeddedData.Read("Calibration/Data/fits/gemm.json", facts => new GemmFitPlan(facts));

    /// <summary>The knobs of a state: the hardware's, its tiles', then library after library.</summary>
    /// <param name="state">The state.</param>
    /// <param name="referenceId">Id of the library whose constants are the hardware's own.</param>
    /// <param name="takes">Whether those are wanted of what has a name: <see cref="HardwareName"/>, a table of tiles, the id of a
    /// library.</param>
    public IEnumerable<Knob<GemmFitState>> Knobs(GemmFitState state, string referenceId, Func<string, bool> takes) =>
        [
            .. (takes(HardwareName) ? hardware : [])
                .Concat(Tiles(GemmConstantTables.Tiles.Where(table => takes(table.Name))))
                .Select(knob => knob.In<GemmFitState>(HardwareName, whole => whole.Hardware, (whole, c) => whole with { Hardware = c })),
            .. state
                .Libraries.Index()
                .Where(entry => takes(entry.Item.Id))
                .SelectMany(entry =>
                    Library(entry.Item.Id, entry.Item.Id == referenceId)
                        .Select(knob =>
                            knob.In<GemmFitState>(
                                entry.Item.Id,
                                whole => whole.Libraries[entry.Index],
                                (whole, c) => whole.WithLibrary(entry.Index, c)
                            )
                        )
                ),
        ];

    /// <summary>Whether rows of a source measure what the kernel model predicts.</summary>
    /// <param name="source">The source; it is known by how its name begins.</param>
    public bool Takes(string source) => !leftOut.Any(known => source.StartsWith(known, StringComparison.Ordinal));

    /// <summary>A library before the fit: what is held of its family, the rest as the hardware has it.</summary>
    /// <param name="id">Id of the library.</param>
    /// <param name="isReference">Whether its constants are the hardware's own.</param>
    public GemmLibraryConstants Start(string id, bool isReference)
    {
        var library = FamilyOf(id).Holding(new GemmLibraryConstants { Id = id });
        return isReference ? reference.Holding(library) : library;
    }

    /// <summary>The knobs of a library: what is not held.</summary>
    /// <param name="id">Id of the library.</param>
    /// <param name="isReference">Whether its constants are the hardware's own.</param>
    public IEnumerable<Knob<GemmLibraryConstants>> Library(string id, bool isReference)
    {
        var family = FamilyOf(id);
        return library.Where(knob =>
            !family.Held.ContainsKey(knob.Parameter.Name) && !(isReference && reference.Held.ContainsKey(knob.Parameter.Name))
        );
    }

    private GemmLibraryFamily FamilyOf(string id) =>
        families.FirstOrDefault(family => family.Has(id))
        ?? throw new ArgumentException($"gemm.json has no family for the library '{id}'.", nameof(id));

    private FitParameter Tile(int tile)
    {
        var share = GemmTiles.Rows[tile] * GemmTiles.Columns[tile] / (GemmTiles.Rows[0] * GemmTiles.Columns[0]);
        var start = largestTile.Start * Math.Min(1, Math.Pow(share, tileExponent));
        return new FitParameter(GemmTiles.Name(tile), start, largestTile.Minimum, largestTile.Maximum);
    }

    // Each named after its table.
    private IEnumerable<Knob<GemmConstants>> Tiles(IEnumerable<GemmTileTable> tables) =>
        tables.SelectMany(table =>
            Enumerable
                .Range(0, GemmTiles.Count)
                .Select(tile => new Knob<GemmConstants>(Tile(tile).Of(table.Name), (c, v) => table.WithTile(c, tile, v)))
        );
}
