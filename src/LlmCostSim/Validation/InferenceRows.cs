namespace LlmCostSim.Validation;

/// <summary>Rows of <c>inference.csv</c>: read, and reported with what keeps them from being predicted.</summary>
internal sealed class InferenceRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Inference;

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = InferenceRowReader.Read(row, catalogs);
        throw new UnpredictableRowException($"this version has no inference model for {measured.Engine}");
    }
}
