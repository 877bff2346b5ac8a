using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>What a matrix multiply needs to know of each candidate tile, laid out so that four tiles are priced at a time.</summary>
internal sealed class GemmTileTable
{
    // One row of Count values per quantity.
    private readonly double[] _values = new double[8 * GemmTiles.Count];

    internal GemmTileTable(GemmConstants hardware, GemmLibraryConstants library, NumberFormat format, double peakPerSm)
    {
        var efficiency = hardware.TileEfficiency(format);
        var unpacks = format is NumberFormat.Int8WeightOnly or NumberFormat.Int4WeightOnly;
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            double rows = GemmTiles.Rows[i], columns = GemmTiles.Columns[i];
            var share = Math.Min(1, efficiency[i] * library.ArithmeticEfficiency);
            // 1 MAC = 2 FLOP. Weight-only formats unpack a column of weights per element of K and tile.
            var perK = (2 * rows * columns / (peakPerSm * share)) + (unpacks ? columns / hardware.DequantiseRate : 0);
            Set(0, i, 1 / rows);
            Set(1, i, 1 / columns);
            Set(2, i, rows);
            Set(3, i, columns);
            Set(4, i, perK);
            Set(5, i, perK * hardware.RampBytes / format.ActivationBytes());
            // Small tiles share a multiprocessor: as many as make up the area of one 128 x 128, at most four.
            Set(6, i, 1 / Math.Clamp(128 * 128 / (rows * columns), 1, 4));
            // Partial sums are 4 bytes, written and read.
            Set(7, i, rows * columns * 8 / hardware.SplitBandwidth);
        }
    }

    internal Vector256<double> InverseRows(int group) => Get(0, group);

    internal Vector256<double> InverseColumns(int group) => Get(1, group);

    internal Vector256<double> Rows(int group) => Get(2, group);

    internal Vector256<double> Columns(int group) => Get(3, group);

    /// <summary>Seconds per element of K of one tile at full arithmetic rate.</summary>
    internal Vector256<double> SecondsPerK(int group) => Get(4, group);

    /// <summary>Seconds of the pipeline's filling and emptying.</summary>
    internal Vector256<double> RampSeconds(int group) => Get(5, group);

    /// <summary>One over the tiles that share a multiprocessor without slowing each other's loads.</summary>
    internal Vector256<double> InverseResident(int group) => Get(6, group);

    /// <summary>Seconds to move one split tile's partial sums.</summary>
    internal Vector256<double> SplitSeconds(int group) => Get(7, group);

    private void Set(int quantity, int tile, double value) => _values[(quantity * GemmTiles.Count) + tile] = value;

    private Vector256<double> Get(int quantity, int group) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_values), (nuint)((quantity * GemmTiles.Count) + (4 * group)));
}
