using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>Predicts times and rates of <c>training.csv</c>.</summary>
internal sealed class TrainingRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Training && TrainingMetrics.Of(row) is not null;

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        var metric = TrainingMetrics.Of(row) ?? throw new UnpredictableRowException($"no prediction for {row.Text("metric")}");
        return new RowPrediction(metric.Value(measured.EstimateAsPublished(), measured.Cluster))
        {
            Class = IntervalClass.Time(measured.Stack.Id, measured.Cluster.Nodes),
            IsRate = metric.IsRate(),
            Hidden = measured.Model.HiddenSize,
            Nodes = measured.Cluster.Nodes,
            Group = TrainingFitRow.GroupOf(measured.Stack, measured.Model),
        };
    }
}
