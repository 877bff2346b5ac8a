using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

/// <summary>
/// The page on kernels has every fitted constant of a chip, of a multiply's library and of a library of memory-bound kernels with the value
/// that ships, and their origins. <c>LLMCOSTSIM_UPDATE_GOLDENS=1</c> writes them anew after a refit.
/// </summary>
public sealed class KernelConstantsPageTests
{
    private static readonly string Page = Repository.At("docs", "kernels.md");

    // In the order of the page's tables.
    private static readonly Func<string, (Func<string, double> Constant, string Origin)>[] Kinds =
    [
        chip => Of(GemmConstantTables.Hardware, GemmConstants.OfChip(chip)),
        chip => Of(AttentionConstantTables.Chip, AttentionConstants.OfChip(chip)),
        chip => Of(CollectiveConstantTables.Chip, CollectiveConstants.OfChip(chip)),
        chip => Of(ElementwiseConstantTables.Chip, ElementwiseConstants.OfChip(chip)),
    ];

    [Fact]
    public void Page_OfKernels_HasTheConstantsThatShip()
    {
        var (kind, chips, names) = (-1, Array.Empty<string>(), Array.Empty<string>());
        var written = new List<string>();
        foreach (var line in File.ReadAllText(Page).ReplaceLineEndings("\n").Split('\n'))
        {
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim(' ', '`'))];
            if (line.StartsWith("| constant | ", StringComparison.Ordinal))
            {
                (kind, chips) = (kind + 1, cells[2..^1]);
            }
            else if (line.StartsWith("| library | `launchSeconds`", StringComparison.Ordinal))
            {
                names = cells[2..^1];
            }

            written.Add(
                line.StartsWith("| `", StringComparison.Ordinal) && chips.Length > 0 ? Row(kind, chips, cells[1])
                : GemmLibraryConstants.All().FirstOrDefault(known => line.StartsWith($"| {known.Id} |", StringComparison.Ordinal))
                    is { } library
                    ? Row(library, names)
                : ElementwiseLibraryConstants.All.FirstOrDefault(known =>
                    line.StartsWith($"- {known.Name}: launch", StringComparison.Ordinal)
                )
                    is { } streaming
                    ? Line(streaming)
                : chips.FirstOrDefault(chip => line.StartsWith($"- {chip}: ", StringComparison.Ordinal)) is { } own
                    ? $"- {own}: {Kinds[kind](own).Origin}."
                : line
            );
            chips = line.StartsWith("## ", StringComparison.Ordinal) ? [] : chips;
        }

        Assert.Equal(Kinds.Length - 1, kind);
        GoldenFile.Hold(Page, string.Join('\n', written));
    }

    private static (Func<string, double> Constant, string Origin) Of<T>(ConstantTable<T> table, T constants)
        where T : ChipConstants => (name => table[name].Get(constants), constants.Origin);

    private static string Row(int kind, string[] chips, string name) =>
        $"| `{name}` | {string.Join(" | ", chips.Select(chip => Number(Kinds[kind](chip).Constant(name))))} |";

    private static string Row(GemmLibraryConstants library, string[] names)
    {
        var constants = names.Select(name => GemmConstantTables.Library[name]);
        return $"| {library.Id} | {string.Join(" | ", constants.Select(constant => constant.IsAbsent(library) ? "" : Number(constant.Get(library))))} |";
    }

    private static string Line(ElementwiseLibraryConstants library)
    {
        var constants = ElementwiseConstantTables.Library.All.Select(constant => $"{constant.Name} {Number(constant.Get(library))}");
        return $"- {library.Name}: {string.Join(", ", constants)}. {library.Origin}.";
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture).ToLowerInvariant();
}
