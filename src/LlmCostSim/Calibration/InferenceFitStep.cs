using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// One fit of constants that engines have in common and of their own (<c>Calibration/Data/fits/inference.json</c>).
/// </summary>
/// <param name="Shared">Constants in common.</param>
/// <param name="Engines">The engines with their rows.</param>
internal sealed record InferenceFitStep(IReadOnlyList<EngineConstant> Shared, IReadOnlyList<FittedRows> Engines)
{
    /// <summary>All fits, in the order in which they build on each other.</summary>
    public static IReadOnlyList<InferenceFitStep> All { get; }

    /// <summary>What is fitted to profiles of a host, behind all of them.</summary>
    public static HostOverheadPlan HostOverhead { get; }

    static InferenceFitStep() =>
        (All, HostOverhead) = EmbeddedData.Read(
            "Calibration/Data/fits/inference.json",
            facts =>
            {
                _ = facts.Text("note");
                return (facts.List("steps", From), HostOverheadPlan.From(facts.Object("hostOverhead")));
            }
        );

    /// <summary>Constants that one engine alone has.</summary>
    public IReadOnlyList<EngineConstant> Own => [.. Engines.SelectMany(rows => rows.Constants)];

    /// <summary>The constants of an engine, shared ones before its own; none of an engine that is not in the fit.</summary>
    /// <param name="engine">Id of the engine.</param>
    public IEnumerable<FitParameter> ConstantsOf(string engine) =>
        Engines.All(rows => rows.Engine != engine)
            ? []
            :
            [
                .. Shared.Where(constant => constant.AppliesTo(engine)).Select(constant => constant.Parameter),
                .. Engines.Where(rows => rows.Engine == engine).SelectMany(rows => rows.Constants.Select(constant => constant.Parameter)),
            ];

    /// <summary>The engines that a fit may name.</summary>
    internal static IEnumerable<string> EngineIds => EngineCatalog.Default.Engines.Select(engine => engine.Id);

    private static InferenceFitStep From(FactReader facts)
    {
        _ = facts.Text("reason");
        return new(facts.List("shared", EngineConstant.From), facts.List("engines", FittedRows.From));
    }
}
