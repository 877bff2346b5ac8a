using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// A constant of one engine, or one that several have in common, each with a deviation of its own: what one engine's few models cannot
/// tell, the models of the others do.
/// </summary>
/// <param name="Parameter">Name, start and range; <see cref="FitParameter.PriorSpread"/> says how far the common value may lie from the
/// start.</param>
/// <param name="EngineSpread">How far an engine may lie from the common value, in the measure of <see cref="FitParameter.PriorSpread"/>; 0:
/// not at all.</param>
/// <param name="Engines">Ids of the engines; none: all of the fit.</param>
internal sealed record EngineConstant(FitParameter Parameter, double EngineSpread, params IReadOnlyList<string> Engines)
{
    /// <summary>Whether an engine has the constant.</summary>
    public bool AppliesTo(string engine) => Engines.Count == 0 || Engines.Contains(engine);

    /// <summary>The knob that turns it on all engines that have it.</summary>
    public Knob<IReadOnlyList<InferenceEngine>> Knob()
    {
        var constant = EngineConstantTable.All[Parameter.Name];
        return new(
            Parameter,
            (engines, value) => [.. engines.Select(engine => AppliesTo(engine.Id) ? constant.With(engine, value) : engine)]
        );
    }

    internal static EngineConstant From(FactReader facts)
    {
        var name = facts.OneOf("constant", facts.Text("constant"), EngineConstantTable.All.Names);
        _ = facts.OptionalText("reason");
        return new(
            FitParameterJson.Parameter(facts, name),
            facts.Number("engineSpread"),
            facts.ManyOf("engines", InferenceFitStep.EngineIds)
        );
    }
}
