using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>A chip's tile efficiencies for one class of formats.</summary>
/// <param name="Name">Name in the JSON.</param>
/// <param name="Get">The efficiencies, in the order of <see cref="GemmTiles"/>.</param>
/// <param name="With">The constants with others.</param>
internal sealed record GemmTileTable(
    string Name,
    Func<GemmConstants, IReadOnlyList<double>> Get,
    Func<GemmConstants, IReadOnlyList<double>, GemmConstants> With
)
{
    /// <summary>The constants with one tile's efficiency changed.</summary>
    public GemmConstants WithTile(GemmConstants constants, int tile, double efficiency)
    {
        double[] tiles = [.. Get(constants)];
        tiles[tile] = efficiency;
        return With(constants, tiles);
    }

    /// <summary>
    /// The constants with all efficiencies times a share, none above 1: which tile is best for a shape is the library's affair, how fast
    /// they all run the card's.
    /// </summary>
    public GemmConstants Scaled(GemmConstants constants, double share) =>
        With(constants, [.. Get(constants).Select(efficiency => Math.Min(1, share * efficiency))]);
}
