using LlmCostSim.Facts;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>An accelerator to which the constants of a measured chip are carried over by a few operators measured on it.</summary>
/// <param name="Accelerator">The accelerator.</param>
/// <param name="Chip">The chip.</param>
/// <param name="Gpu">Its name in the table of operator efficiencies.</param>
/// <param name="System">The system's name there.</param>
internal sealed record RelatedAccelerator(Accelerator Accelerator, string Chip, string Gpu, string System)
{
    internal static RelatedAccelerator From(FactReader facts) =>
        new(HardwareCatalog.Default.Get(facts.Text("accelerator")), facts.Text("chip"), facts.Text("gpu"), facts.Text("system"));
}
