using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using static LlmCostSim.Tests.Operators.Toy;

namespace LlmCostSim.Tests.Operators;

/// <summary>
/// The multiply on <see cref="Toy"/>: a tile of 128 x 128 takes 2·128·128/(2·10¹²) = 1.6384·10⁻⁸ s for each element of K.
/// </summary>
internal static class ToyGemm
{
    /// <summary>Seconds of a tile for each element of K.</summary>
    public const double Tile = 1.6384e-8;

    /// <summary>Seconds without the launch of 10⁻⁶ s.</summary>
    public static double Time(
        double m,
        double n,
        double k,
        double batch = 1,
        GemmConstants? hardware = null,
        GemmLibraryConstants? library = null,
        NumberFormat format = NumberFormat.Bf16,
        double? output = null
    )
    {
        var kernel = new GemmKernel(Toy.Chip, hardware ?? Gemm, library ?? GemmLibrary, format);
        var seconds = output is { } bytes ? kernel.Seconds(m, n, k, batch, bytes) : kernel.Seconds(m, n, k, batch);
        return seconds - 1e-6;
    }

    /// <summary>Seconds of as many groups, without the launch of 10⁻⁶ s.</summary>
    public static double TimeOfGroups(double m, double n, double k, double groups, GemmConstants hardware) =>
        new GemmKernel(Toy.Chip, hardware, GemmLibrary, NumberFormat.Bf16).Grouped(m, n, k, groups) - 1e-6;
}
