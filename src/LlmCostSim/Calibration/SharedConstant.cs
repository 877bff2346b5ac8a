namespace LlmCostSim.Calibration;

/// <summary>
/// A constant that several engines have in common, each with a deviation of its own: what one engine's few models cannot tell, the models
/// of the others do.
/// </summary>
/// <param name="Parameter">Name, start and range; <see cref="FitParameter.PriorSpread"/> says how far the common value may lie from the
/// start.</param>
/// <param name="EngineSpread">How far an engine may lie from the common value, in the measure of <see cref="FitParameter.PriorSpread"/>; 0:
/// not at all.</param>
/// <param name="Engines">Ids of the engines; none: all of the fit.</param>
internal sealed record SharedConstant(FitParameter Parameter, double EngineSpread, params string[] Engines)
{
    /// <summary>Whether an engine has the constant.</summary>
    public bool AppliesTo(string engine) => Engines.Length == 0 || Engines.Contains(engine);
}
