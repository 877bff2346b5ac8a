using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>Predicts the runs of <c>inference.csv</c>; sizes of stored weights are <see cref="InferenceWeightRows"/>'.</summary>
internal sealed class InferenceRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly InferenceMeasurements measurements = new(catalogs);

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Inference;

    // A run whose weights alone exceed the memory cannot have been what the row says.
    public RowPrediction Predict(MeasuredRow row)
    {
        var run = measurements.Of(row);
        return run.WeightsPerGpu > run.Accelerator.UsableMemory && run.Metric != InferenceMetric.Fits
            ? throw new UnpredictableRowException(
                $"physically impossible: {run.WeightsPerGpu.TotalGiB:F0} GiB of weights on a GPU of {run.Accelerator.UsableMemory.TotalGiB:F0} GiB"
            )
            : new RowPrediction(run.Predict()) { Group = run.Group, Class = RowClass.OfInference(row, run.Engine.Id) };
    }
}
