using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>The measured runs of one engine that a fit is to meet.</summary>
/// <param name="Engine">Id of the engine.</param>
/// <param name="Rows">What the rows are, for the origin.</param>
/// <param name="Source">Start of the rows' source; empty: any.</param>
/// <param name="Metrics">Which metrics are fitted.</param>
/// <param name="Constants">Constants that this engine alone has.</param>
internal sealed record FittedRows(
    string Engine,
    string Rows,
    string Source,
    IReadOnlyList<InferenceMetric> Metrics,
    IReadOnlyList<EngineConstant> Constants
)
{
    /// <summary>Whether a row is one of them.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="run">The run.</param>
    public bool Takes(string source, InferenceMeasurement run) =>
        run.Engine.Id == Engine && Metrics.Contains(run.Metric) && source.StartsWith(Source, StringComparison.Ordinal);

    internal static FittedRows From(FactReader facts)
    {
        var engine = facts.OneOf("engine", facts.Text("engine"), InferenceFitStep.EngineIds);
        var own = FitParameterJson.List(facts, "constants", EngineConstantTable.All.Names);
        return new(
            engine,
            facts.Text("rows"),
            facts.OptionalText("source") ?? "",
            facts.Choices<InferenceMetric>("metrics"),
            [.. own.Select(parameter => new EngineConstant(parameter, 0, engine))]
        );
    }
}
