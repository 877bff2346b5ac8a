using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of memory-bound kernels while they are fitted and as fitted.</summary>
/// <param name="Chips">One set per chip, in the order of <see cref="MeasuredChip.All"/>.</param>
/// <param name="Library">The library that ran on all of them.</param>
internal sealed record ElementwiseFitState(IReadOnlyList<ElementwiseConstants> Chips, ElementwiseLibraryConstants Library)
{
    /// <summary>The state with a chip's constants changed.</summary>
    public ElementwiseFitState With(int index, ElementwiseConstants constants) =>
        this with
        {
            Chips = [.. Chips.Select((chip, i) => i == index ? constants : chip)],
        };

    /// <summary>Predicts rows, which are all of known chips.</summary>
    public void Predict(IReadOnlyList<ElementwiseMeasurement> rows, Span<double> seconds)
    {
        var kernels = Chips
            .Select((chip, i) => (chip.Chip, Kernel: new ElementwiseKernel(MeasuredChip.All[i].Accelerator, chip, Library)))
            .ToDictionary(entry => entry.Chip, entry => entry.Kernel, StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            seconds[i] = kernels[rows[i].Chip].Seconds(rows[i].Kind, rows[i].Bytes, rows[i].Rows);
        }
    }
}
