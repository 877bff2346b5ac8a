using LlmCostSim.Calibration;
using LlmCostSim.Inference;
using LlmCostSim.Lowering;

namespace LlmCostSim.Validation;

/// <summary>Predicts the rows of <c>inference.csv</c>.</summary>
internal sealed class InferenceRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly InferenceMeasurements measurements = new(catalogs);

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Inference;

    public RowPrediction Predict(MeasuredRow row) => row.Text("metric") switch
    {
        "weights_size" => new RowPrediction(Stored(row)),
        "weights_bits_per_weight" => new RowPrediction(8 * Stored(row) / ParameterCount.Total(catalogs.Model(row, "model_id").Spec)),
        _ => Run(row, measurements.Of(row)),
    };

    // A run whose weights alone exceed the memory cannot have been what the row says.
    private static RowPrediction Run(MeasuredRow row, InferenceMeasurement run) => run.WeightsPerGpu > run.Accelerator.UsableMemory && run.Metric != InferenceMetric.Fits
        ? throw new UnpredictableRowException($"physically impossible: {run.WeightsPerGpu.TotalGiB:F0} GiB of weights on a GPU of {run.Accelerator.UsableMemory.TotalGiB:F0} GiB")
        : new RowPrediction(run.Predict()) { Group = run.Group, Class = $"{RowClass.Of(row, 0)}/{run.Engine.Id}" };

    private double Stored(MeasuredRow row)
    {
        if (row.Text("not_predictable") is { Length: > 0 } reason)
        {
            throw new UnpredictableRowException(reason);
        }

        var format = row.Text("weights_dtype").ToLowerInvariant();
        return StoredWeights.Bytes(catalogs.Model(row, "model_id").Spec, format == "f16" ? "fp16" : format)
            ?? throw new UnpredictableRowException($"weights format '{format}' is not known");
    }
}
