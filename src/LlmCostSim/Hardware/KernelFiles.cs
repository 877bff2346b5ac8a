using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>The kernel constants that ship: a file per chip and kind of kernel, <c>Hardware/Data/kernels/CHIP.KIND.json</c>.</summary>
internal static class KernelFiles
{
    private const string Folder = "Hardware/Data/kernels/";
    private static readonly string[] Kinds = ["gemm", "attention", "collectives", "elementwise"];

    /// <summary>The chips on which kernels of all kinds were measured: those that another accelerator can refer to.</summary>
    public static IReadOnlyList<string> Chips =>
        [
            .. EmbeddedData
                .NamesUnder(Folder)
                .Select(name => name[Folder.Length..name.IndexOf('.', StringComparison.Ordinal)])
                .Distinct(StringComparer.Ordinal)
                .Where(HasAll),
        ];

    /// <summary>Whether kernels of all kinds were measured on a chip of that name.</summary>
    public static bool HasAll(string chip) => Array.TrueForAll(Kinds, kind => Has(chip, kind));

    /// <summary>Whether kernels of a kind were measured on a chip of that name.</summary>
    public static bool Has(string chip, string kind) => EmbeddedData.Exists(NameOf(chip, kind));

    /// <summary>Name of the data file.</summary>
    public static string NameOf(string chip, string kind) => $"{Folder}{chip}.{kind}.json";
}
