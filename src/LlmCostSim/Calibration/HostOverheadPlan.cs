using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>What is fitted to profiles of an engine's host (<c>Calibration/Data/fits/inference.json</c>).</summary>
/// <param name="Engine">Id of the engine.</param>
/// <param name="Rows">What the rows are, for the origin.</param>
/// <param name="Constants">Its constants: time per step, sequence and rank.</param>
internal sealed record HostOverheadPlan(string Engine, string Rows, IReadOnlyList<FitParameter> Constants)
{
    internal static HostOverheadPlan From(FactReader facts)
    {
        var plan = new HostOverheadPlan(
            facts.OneOf("engine", facts.Text("engine"), InferenceFitStep.EngineIds),
            facts.Text("rows"),
            FitParameterJson.List(facts, "constants", EngineConstantTable.All.Names)
        );
        _ = facts.Text("reason");
        facts.Complete();
        return plan;
    }
}
