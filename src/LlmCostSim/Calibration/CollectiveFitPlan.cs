using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What the fit of collectives turns: <c>Calibration/Data/fits/collectives.json</c>.</summary>
internal sealed class CollectiveFitPlan
{
    private readonly IReadOnlyList<Knob<CollectiveConstants>> chip;
    private readonly IReadOnlyList<Knob<CollectiveLibraryConstants>> library;
    private readonly IReadOnlyList<Knob<CustomAllReduceConstants>> custom;

    private CollectiveFitPlan(FactReader facts)
    {
        _ = facts.Text("note");
        chip = CollectiveConstantTables.Chip.Knobs(facts, "chip");
        library = CollectiveConstantTables.Library.Knobs(facts, "library");
        custom = CollectiveConstantTables.Custom.Knobs(facts, "custom");
        Stages = facts.List("stages", CollectiveFitStage.From);
    }

    public static CollectiveFitPlan Default { get; } =
        EmbeddedData.Read("Calibration/Data/fits/collectives.json", facts => new CollectiveFitPlan(facts));

    /// <summary>The stages, in the order in which they build on each other; each engine's own kernels come behind them.</summary>
    public IReadOnlyList<CollectiveFitStage> Stages { get; }

    /// <summary>The knobs of a stage: chip after chip, then library after library.</summary>
    public Knob<CollectiveFitState>[] Knobs(CollectiveFitStage stage, CollectiveFitState state) =>
        [
            .. stage.Chips.SelectMany(name =>
                Named(chip, stage.OfChips)
                    .Where(knob =>
                        state.Chip(name).InSwitchEfficiency > 0 || !knob.Parameter.Name.StartsWith("inSwitch", StringComparison.Ordinal)
                    )
                    .Select(knob => knob.In<CollectiveFitState>(name, whole => whole.Chip(name), (whole, c) => whole.With(c)))
            ),
            .. stage.Libraries.SelectMany(name => Named(library, stage.OfLibraries).Select(knob => OfLibrary(knob, name))),
        ];

    /// <summary>The knobs of a library's own kernel.</summary>
    public Knob<CollectiveFitState>[] Knobs(CollectiveLibraryConstants own) =>
        [
            .. custom
                .Where(knob => own.Custom!.TwoShotEfficiency > 0 || !knob.Parameter.Name.StartsWith("twoShot", StringComparison.Ordinal))
                .Select(knob =>
                    OfLibrary(
                        knob.In<CollectiveLibraryConstants>("custom", whole => whole.Custom!, (whole, c) => whole with { Custom = c }),
                        own.Name
                    )
                ),
        ];

    private static Knob<CollectiveFitState> OfLibrary(Knob<CollectiveLibraryConstants> knob, string name) =>
        knob.In<CollectiveFitState>(name, whole => whole.Library(name), (whole, c) => whole.With(c));

    private static IEnumerable<Knob<T>> Named<T>(IReadOnlyList<Knob<T>> knobs, IReadOnlyList<string> names) =>
        names.Select(name =>
            knobs.FirstOrDefault(knob => knob.Parameter.Name == name)
            ?? throw new FormatException($"collectives.json: no range is stated for '{name}'.")
        );
}
