using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>One stage of the fit of collectives, on what the stages before it have found.</summary>
/// <param name="Libraries">Names of the libraries whose rows it is fitted to.</param>
/// <param name="Chips">Chips whose constants it turns.</param>
/// <param name="OfChips">Which constants of each of them.</param>
/// <param name="OfLibraries">Which constants of each of the libraries.</param>
/// <param name="ForAll">Whether every other library takes over what is found of the first.</param>
/// <param name="Eager">Whether the rows were launched by a host that waits: they scatter by factors.</param>
internal sealed record CollectiveFitStage(
    IReadOnlyList<string> Libraries,
    IReadOnlyList<string> Chips,
    IReadOnlyList<string> OfChips,
    IReadOnlyList<string> OfLibraries,
    bool ForAll,
    bool Eager
)
{
    internal static CollectiveFitStage From(FactReader facts)
    {
        _ = facts.Text("reason");
        return new(
            facts.ManyOf("libraries", CollectiveLibraries.Default.Libraries.Select(library => library.Name)),
            facts.ManyOf("chips", MeasuredChip.All.Select(known => known.Chip)),
            facts.ManyOf("ofChips", CollectiveConstantTables.Chip.Names),
            facts.ManyOf("ofLibraries", CollectiveConstantTables.Library.Names),
            facts.Flag("forAll"),
            facts.Flag("eager")
        );
    }
}
