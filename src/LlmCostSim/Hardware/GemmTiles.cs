namespace LlmCostSim.Hardware;

/// <summary>
/// The output tiles that a matrix-multiply library chooses from: the shapes that cuBLAS and CUTLASS ship for tensor cores since Ampere.
/// </summary>
internal static class GemmTiles
{
    /// <summary>How many tiles there are; a multiple of four, since four are priced at a time.</summary>
    internal const int Count = 12;

    /// <summary>
    /// How many tiles are priced at a time. The first group is the one of tiles of 128 rows and more, the two of 128 x 256 first.
    /// </summary>
    internal const int GroupSize = 4;

    /// <summary>Rows of C in a tile: a power of two.</summary>
    internal static ReadOnlySpan<double> Rows => [256, 128, 128, 128, 64, 64, 64, 64, 32, 32, 16, 16];

    /// <summary>Columns of C in a tile: a power of two.</summary>
    internal static ReadOnlySpan<double> Columns => [128, 256, 128, 64, 256, 128, 64, 32, 128, 64, 128, 64];

    /// <summary>Name of a tile, rows x columns, as in the constants' JSON.</summary>
    internal static string Name(int index) => $"{Rows[index]}x{Columns[index]}";
}
