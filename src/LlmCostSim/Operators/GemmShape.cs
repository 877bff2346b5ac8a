using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LlmCostSim.Hardware;

namespace LlmCostSim.Operators;

/// <summary>One shape being priced against a group of four tiles: what all its candidates share.</summary>
/// <remarks>Described in docs/kernels.md, "Matrix multiply".</remarks>
internal readonly ref struct GemmShape
{
    private readonly ref double _table;
    private readonly Vector256<double> _load;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal GemmShape(double[] table, int group, double m, double n, double batchPerSm, double loop, double loadA, double loadB)
    {
        _table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), group * GemmTileTable.GroupStride);
        var vm = Vector256.Create(m);
        var vn = Vector256.Create(n);
        TilesPerSm =
            Vector256.Ceiling(Get(GemmTileTable.InverseRows) * vm) * Vector256.Ceiling(Get(GemmTileTable.InverseColumns) * vn) * batchPerSm;
        _load =
            Vector256.Create(loop)
            + (Vector256.MinNative(Get(GemmTileTable.Rows), vm) * loadA)
            + (Vector256.MinNative(Get(GemmTileTable.Columns), vn) * loadB);
    }

    /// <summary>Tiles per multiprocessor, as a real number.</summary>
    internal Vector256<double> TilesPerSm { get; }

    /// <summary>Seconds per element of K in which one tile gets its operands.</summary>
    internal Vector256<double> LoadPerK => _load;

    internal Vector256<double> SecondsPerK => Get(GemmTileTable.SecondsPerK);

    internal Vector256<double> RampSeconds => Get(GemmTileTable.RampSeconds);

    internal Vector256<double> InverseResident => Get(GemmTileTable.InverseResident);

    internal Vector256<double> SplitSeconds => Get(GemmTileTable.SplitSeconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Get(int quantity) => Vector256.LoadUnsafe(ref _table, (nuint)(quantity * GemmTiles.GroupSize));
}
