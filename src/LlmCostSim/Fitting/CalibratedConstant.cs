using LlmCostSim.Calibration;
using LlmCostSim.Facts;

namespace LlmCostSim.Fitting;

/// <summary>A constant of a kind of kernel that a user's rows may turn.</summary>
/// <param name="Range">Its name behind the kind of kernel (<c>gemm.launchSeconds</c>), range and prior.</param>
/// <param name="ToldBy">The rows that tell it.</param>
/// <param name="IsRelative">Whether it is a factor on the value in use, with a start of its own; otherwise it starts at that value.</param>
internal sealed record CalibratedConstant(FitParameter Range, CalibrationEvidence ToldBy, bool IsRelative)
{
    /// <summary>The constant from the value in use.</summary>
    public FitParameter From(double inUse) => Range.StartingAt(Math.Clamp(inUse, Range.Minimum, Range.Maximum), Range.PriorSpread);

    internal static CalibratedConstant From(FactReader facts)
    {
        var isRelative = facts.Has("start");
        return new(
            FitParameterJson.Parameter(facts, facts.Text("constant"), isRelative ? null : facts.Number("minimum")),
            facts.Choice<CalibrationEvidence>("toldBy"),
            isRelative
        );
    }
}
