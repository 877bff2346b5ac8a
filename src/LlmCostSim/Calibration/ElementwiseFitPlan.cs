using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What the fit of memory-bound kernels turns: <c>Calibration/Data/fits/elementwise.json</c>.</summary>
internal sealed class ElementwiseFitPlan
{
    private readonly IReadOnlyList<Knob<ElementwiseConstants>> chip;
    private readonly IReadOnlyList<Knob<ElementwiseLibraryConstants>> library;

    private ElementwiseFitPlan(FactReader facts)
    {
        _ = facts.Text("note");
        Measured = facts.Text("measured");
        chip = ElementwiseConstantTables.Chip.Knobs(facts, "chip");
        library = ElementwiseConstantTables.Library.Knobs(facts, "library");
    }

    public static ElementwiseFitPlan Default { get; } =
        EmbeddedData.Read("Calibration/Data/fits/elementwise.json", facts => new ElementwiseFitPlan(facts));

    /// <summary>Name of the library that was measured.</summary>
    public string Measured { get; }

    /// <summary>The knobs of a state, chip after chip, then the library's.</summary>
    public Knob<ElementwiseFitState>[] Knobs(ElementwiseFitState state) =>
        [
            .. state.Chips.SelectMany(
                (known, i) =>
                    chip.Select(knob => knob.In<ElementwiseFitState>(known.Chip, whole => whole.Chips[i], (whole, c) => whole.With(i, c)))
            ),
            .. library.Select(knob =>
                knob.In<ElementwiseFitState>(Measured, whole => whole.Library, (whole, c) => whole with { Library = c })
            ),
        ];
}
