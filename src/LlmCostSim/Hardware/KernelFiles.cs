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
    public static bool HasAll(string chip) => Array.TrueForAll(Kinds, kind => EmbeddedData.Exists(NameOf(chip, kind)));

    /// <summary>The constants fitted on a chip.</summary>
    /// <typeparam name="T">The constants.</typeparam>
    /// <param name="chip">Such as <c>a100</c>.</param>
    /// <param name="kind">Kind of kernel, as in the file's name: <c>gemm</c>, <c>attention</c>, <c>collectives</c> or
    /// <c>elementwise</c>.</param>
    /// <param name="read">Reads them.</param>
    /// <exception cref="FileNotFoundException">Nothing of that kind was fitted on a chip of that name.</exception>
    public static T OfChip<T>(string chip, string kind, Func<FactReader, T> read) => EmbeddedData.Read(NameOf(chip, kind), read);

    /// <summary>
    /// The constants fitted on an accelerator where there are any, otherwise those of the chip that its catalogue entry names.
    /// </summary>
    /// <typeparam name="T">The constants.</typeparam>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="kind">Kind of kernel, as in the file's name.</param>
    /// <param name="read">Reads them.</param>
    public static T For<T>(Accelerator accelerator, string kind, Func<FactReader, T> read)
    {
        var own = accelerator.Id.ToLowerInvariant();
        return OfChip(EmbeddedData.Exists(NameOf(own, kind)) ? own : accelerator.Kernels.Chip, kind, read);
    }

    private static string NameOf(string chip, string kind) => $"{Folder}{chip}.{kind}.json";
}
