using LlmCostSim.Facts;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>A chip on which kernels of every kind were measured (<c>Calibration/Data/fits/chips.json</c>).</summary>
/// <param name="Chip">Id of the chip, such as <c>a100</c>, as in the names of measured files.</param>
/// <param name="Accelerator">The accelerator that was measured.</param>
/// <param name="Reference">The library whose constants of multiplies are the hardware's own.</param>
internal sealed record MeasuredChip(string Chip, Accelerator Accelerator, string Reference)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MeasuredChip> All { get; }

    /// <summary>Accelerators of which a table of operators is all that was measured.</summary>
    public static IReadOnlyList<RelatedAccelerator> Related { get; }

    static MeasuredChip() =>
        (All, Related) = EmbeddedData.Read(
            "Calibration/Data/fits/chips.json",
            facts =>
            {
                _ = facts.Text("note");
                return (facts.List("chips", From), facts.List("related", RelatedAccelerator.From));
            }
        );

    private static MeasuredChip From(FactReader facts) =>
        new(facts.Text("chip"), HardwareCatalog.Default.Get(facts.Text("accelerator")), facts.Text("reference"));
}
