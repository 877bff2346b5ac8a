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
        _ => new RowPrediction(measurements.Of(row).Predict()),
    };

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
