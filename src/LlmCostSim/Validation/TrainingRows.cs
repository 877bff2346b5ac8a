using LlmCostSim.Calibration;
using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>Predicts times and rates of <c>training.csv</c>.</summary>
internal sealed class TrainingRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) =>
        row.File.Kind == MeasuredKind.Training
        && row.Text("metric") is "step_time" or "tokens_per_second_per_gpu" or "hardware_tflops_per_gpu" or "model_TFLOPs_per_gpu";

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        // Both published FLOP rates count attention without causal halving.
        return new RowPrediction(Value(row, measured.Cluster.Count, measured.Estimate(causalHalved: false)))
        {
            Class = IntervalClass.Time(measured.Stack.Id, measured.Cluster.Nodes),
            IsRate = row.Text("metric") != "step_time",
            Hidden = measured.Model.HiddenSize,
            Nodes = measured.Cluster.Nodes,
            Group = TrainingFitRow.GroupOf(measured.Stack, measured.Model),
        };
    }

    /// <summary>What an estimate says of a row's metric, attention not halved in its FLOPs.</summary>
    public static double Value(MeasuredRow row, int accelerators, in TrainingEstimate estimate)
    {
        var seconds = estimate.Step.Total.TotalSeconds;
        var tokensPerGpu = estimate.TokensPerStep / seconds / accelerators;
        return row.Text("metric") switch
        {
            "step_time" => seconds,
            "tokens_per_second_per_gpu" => tokensPerGpu,
            "hardware_tflops_per_gpu" => tokensPerGpu * estimate.HardwareFlopsPerToken.TotalTera,
            _ => tokensPerGpu * estimate.ModelFlopsPerToken.TotalTera,
        };
    }
}
