using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>
/// Predicts host time per step of an inference engine, milliseconds: scheduling, preparing, sampling, output and reaching the ranks
/// together.
/// </summary>
internal sealed class HostOverheadRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private static readonly string[] Parts =
    [
        "schedule_ms",
        "prepare_inputs_ms",
        "sampler_ms",
        "process_outputs_ms",
        "model_execution_ms",
        "ray_comm_ms",
    ];

    private readonly InferenceEngine engine = catalogs.Engines.Get(InferenceFitStep.HostOverhead.Engine);

    /// <summary>Milliseconds of a measured step, or <see langword="null"/> where a part is not stated.</summary>
    public static double? Measured(MeasuredRow row) =>
        Parts.All(part => row.Number(part) is not null) ? Parts.Sum(part => row.Number(part) ?? 0) : null;

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.HostOverhead;

    public RowPrediction Predict(MeasuredRow row) => new(1e3 * Seconds(engine, row));

    /// <summary>Seconds with given constants.</summary>
    public static double Seconds(InferenceEngine engine, MeasuredRow row) =>
        engine.HostOf(row.Positive("batch"), row.CountOrOne("tp")).TotalSeconds;
}
