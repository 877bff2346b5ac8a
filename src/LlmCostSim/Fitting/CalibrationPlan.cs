using LlmCostSim.Calibration;
using LlmCostSim.Facts;

namespace LlmCostSim.Fitting;

/// <summary>What a user's own rows may turn: <c>Calibration/Data/fits/calibrate.json</c>.</summary>
internal sealed class CalibrationPlan
{
    private CalibrationPlan(FactReader facts)
    {
        _ = facts.Text("note");
        Kernels = facts.List("constants", CalibratedConstant.From);
        Stacks = facts.List("stacks", static item => (item.Text("constant"), item.Positive("spread")));
    }

    public static CalibrationPlan Default { get; } =
        EmbeddedData.Read("Calibration/Data/fits/calibrate.json", facts => new CalibrationPlan(facts));

    /// <summary>Constants of kernels.</summary>
    public IReadOnlyList<CalibratedConstant> Kernels { get; }

    /// <summary>
    /// What a host and its framework do to a step, launches and fixed costs, and what kernels sustain inside a step: constants of stacks
    /// (<see cref="StackConstantTables"/>, with the range of their fits), each with the spread of its prior.
    /// </summary>
    public IReadOnlyList<(string Constant, double Spread)> Stacks { get; }
}
