using LlmCostSim.Hardware;

namespace LlmCostSim.Stacks;

/// <summary>
/// The kernel libraries of a software stack or inference engine, by name or by family: a family such as <c>vllm</c> stands for the version
/// that was measured on the chip at hand.
/// </summary>
/// <param name="Gemm">Matrix multiplies; <c>default</c>: the hardware's own constants.</param>
/// <param name="Attention">Attention.</param>
/// <param name="Collectives">Collectives.</param>
/// <param name="FusedQuantisation">Whether activations are quantised by the kernel before, not in a pass of the multiply's own.</param>
internal readonly record struct KernelLibraries(string Gemm, string Attention, string Collectives, bool FusedQuantisation = false)
{
    /// <summary>The matrix-multiply library of a chip and format; the hardware's own constants where none was measured.</summary>
    /// <param name="chip">Chip whose constants are in use.</param>
    /// <param name="format">Format of the multiply.</param>
    public GemmLibraryConstants GemmOn(string chip, NumberFormat format)
    {
        GemmLibraryConstants library = MeasuredGemm(chip, format);
        return FusedQuantisation && format is NumberFormat.Fp8 or NumberFormat.Int8
            ? library with
            {
                LaunchSeconds = 0,
                QuantiseBytes = 0,
            }
            : library;
    }

    private GemmLibraryConstants MeasuredGemm(string chip, NumberFormat format)
    {
        var (family, suffix) = (Gemm, $"/{GemmLibraryConstants.FormatClass(format)}@{chip}");
        return GemmLibraryConstants
                .All()
                .FirstOrDefault(library =>
                    library.Id.EndsWith(suffix, StringComparison.Ordinal) && library.Id.Contains(family, StringComparison.Ordinal)
                )
            ?? GemmLibraryConstants.Default;
    }

    /// <summary>The attention library of a chip.</summary>
    /// <param name="chip">Chip whose constants are in use.</param>
    public AttentionLibraryConstants AttentionOn(string chip)
    {
        var family = Attention;
        return AttentionLibraryCatalog.Default.Find(family)
            ?? AttentionLibraryCatalog.Default.Libraries.FirstOrDefault(library =>
                library.Chip == chip && library.Id.StartsWith(family, StringComparison.Ordinal)
            )
            ?? AttentionLibraryCatalog.Default.Libraries.FirstOrDefault(library => library.Id.StartsWith(family, StringComparison.Ordinal))
            ?? AttentionLibraryCatalog.Default.Get(family);
    }

    /// <summary>The collectives library of a chip.</summary>
    /// <param name="chip">Chip whose constants are in use.</param>
    public CollectiveLibraryConstants CollectivesOn(string chip) => CollectiveLibraries.Default.On(Collectives, chip);
}
