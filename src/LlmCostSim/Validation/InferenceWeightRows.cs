using LlmCostSim.Inference;
using LlmCostSim.Lowering;

namespace LlmCostSim.Validation;

/// <summary>Predicts sizes of stored weights in <c>inference.csv</c>: bytes, and bits per weight of the whole file.</summary>
internal sealed class InferenceWeightRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) =>
        row.File.Kind == MeasuredKind.Inference && row.Text("metric") is "weights_size" or "weights_bits_per_weight";

    public RowPrediction Predict(MeasuredRow row)
    {
        var model = catalogs.Model(row, "model_id").Spec;
        var format = row.Text("weights_dtype") is "f16" ? "fp16" : row.Text("weights_dtype");
        var bytes = StoredWeights.Bytes(model, format) ?? throw new UnpredictableRowException($"weights_dtype '{format}' is not known");
        return new RowPrediction(row.Text("metric") == "weights_size" ? bytes : 8 * bytes / ParameterCount.Total(model));
    }
}
