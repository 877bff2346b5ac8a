using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// What the fits of attention turn, <c>Calibration/Data/fits/attention.json</c>: of that, what a chip or kernel has, since a constant that
/// is 0 stays 0.
/// </summary>
internal sealed class AttentionFitPlan
{
    private readonly IReadOnlyList<Knob<AttentionConstants>> chipPrefill;
    private readonly IReadOnlyList<Knob<AttentionConstants>> chipDecode;
    private readonly IReadOnlyList<Knob<AttentionPrefillConstants>> prefill;
    private readonly IReadOnlyList<Knob<AttentionDecodeConstants>> decode;

    private AttentionFitPlan(FactReader facts)
    {
        _ = facts.Text("note");
        chipPrefill = AttentionConstantTables.Chip.Knobs(facts, "chipPrefill");
        chipDecode = AttentionConstantTables.Chip.Knobs(facts, "chipDecode");
        prefill = AttentionConstantTables.Prefill.Knobs(facts, "prefill");
        decode = AttentionConstantTables.Decode.Knobs(facts, "decode");
    }

    public static AttentionFitPlan Default { get; } =
        EmbeddedData.Read("Calibration/Data/fits/attention.json", facts => new AttentionFitPlan(facts));

    /// <summary>A chip's constants that prefills tell.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="severalHeadDims">Whether prefills of several head dimensions were measured: with one only, exponentials and multiplies
    /// cannot be told apart, and the share of the exponentials is kept.</param>
    public IEnumerable<Knob<AttentionConstants>> ChipPrefill(AttentionConstants chip, bool severalHeadDims) =>
        Present(AttentionConstantTables.Chip, chipPrefill, chip).Where(knob => severalHeadDims || knob.Parameter.Name != "softmaxExposure");

    /// <summary>A chip's constants that decodes tell.</summary>
    public IEnumerable<Knob<AttentionConstants>> ChipDecode(AttentionConstants chip) =>
        Present(AttentionConstantTables.Chip, chipDecode, chip);

    /// <summary>A prefill kernel's constants.</summary>
    public IEnumerable<Knob<AttentionPrefillConstants>> Prefill(AttentionPrefillConstants kernel) =>
        Present(AttentionConstantTables.Prefill, prefill, kernel);

    /// <summary>A decode kernel's constants.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="eightBit">Whether it was measured with an 8-bit cache.</param>
    public IEnumerable<Knob<AttentionDecodeConstants>> Decode(AttentionDecodeConstants kernel, bool eightBit) =>
        Present(AttentionConstantTables.Decode, decode, kernel)
            .Where(knob => eightBit || !knob.Parameter.Name.StartsWith("eightBit", StringComparison.Ordinal));

    private static IEnumerable<Knob<T>> Present<T>(ConstantTable<T> table, IReadOnlyList<Knob<T>> knobs, T state) =>
        knobs.Where(knob => table[knob.Parameter.Name].Get(state) > 0);
}
