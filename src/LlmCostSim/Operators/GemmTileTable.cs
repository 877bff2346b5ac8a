using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Operators;

/// <summary>
/// What a matrix multiply needs to know of each candidate tile, laid out so that a group of tiles is priced at a time: group by group,
/// quantity by quantity.
/// </summary>
/// <remarks>Described in docs/kernels.md, "Matrix multiply".</remarks>
internal static class GemmTileTable
{
    internal const int InverseRows = 0;
    internal const int InverseColumns = 1;
    internal const int Rows = 2;
    internal const int Columns = 3;

    /// <summary>Seconds per element of K of one tile at full arithmetic rate.</summary>
    internal const int SecondsPerK = 4;

    /// <summary>Seconds of the pipeline's filling and emptying.</summary>
    internal const int RampSeconds = 5;

    /// <summary>One over the tiles that share a multiprocessor without slowing each other's loads.</summary>
    internal const int InverseResident = 6;

    /// <summary>Seconds to move one split tile's partial sums.</summary>
    internal const int SplitSeconds = 7;

    /// <summary>Values of one group of tiles.</summary>
    internal const int GroupStride = 8 * GemmTiles.GroupSize;

    internal static double[] Build(GemmConstants hardware, GemmLibraryConstants library, NumberFormat format, double peakPerSm)
    {
        var table = new double[8 * GemmTiles.Count];
        var efficiency = hardware.TileEfficiency(format);
        for (var i = 0; i < GemmTiles.Count; i++)
        {
            var tile = table.AsSpan((i / GemmTiles.GroupSize * GroupStride) + (i % GemmTiles.GroupSize));
            double rows = GemmTiles.Rows[i],
                columns = GemmTiles.Columns[i];
            // 1 MAC = 2 FLOP.
            var perK = 2 * rows * columns / (peakPerSm * Math.Min(1, efficiency[i] * library.ArithmeticEfficiency));
            Set(tile, InverseRows, 1 / rows);
            Set(tile, InverseColumns, 1 / columns);
            Set(tile, Rows, rows);
            Set(tile, Columns, columns);
            Set(tile, SecondsPerK, perK);
            Set(tile, RampSeconds, perK * hardware.RampBytes / format.ActivationBytes());
            // Small tiles share a multiprocessor: as many as make up the area of one 128 x 128, at most four.
            Set(tile, InverseResident, 1 / Math.Clamp(128 * 128 / (rows * columns), 1, 4));
            // Partial sums are 4 bytes, written and read.
            Set(tile, SplitSeconds, rows * columns * 8 / hardware.SplitBandwidth);
        }

        return table;
    }

    private static void Set(Span<double> tile, int quantity, double value) => tile[quantity * GemmTiles.GroupSize] = value;
}
