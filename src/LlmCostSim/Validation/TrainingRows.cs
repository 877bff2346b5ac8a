namespace LlmCostSim.Validation;

/// <summary>Predicts times and rates of <c>training.csv</c>.</summary>
internal sealed class TrainingRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Training
        && row.Text("metric") is "step_time" or "tokens_per_second_per_gpu" or "hardware_tflops_per_gpu" or "model_TFLOPs_per_gpu";

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        // Both published FLOP rates count attention without causal halving.
        var estimate = measured.Estimate(causalHalved: false);
        var seconds = estimate.Step.Total.TotalSeconds;
        var tokensPerGpu = estimate.TokensPerStep / seconds / measured.Cluster.Count;
        return new RowPrediction(row.Text("metric") switch
        {
            "step_time" => seconds,
            "tokens_per_second_per_gpu" => tokensPerGpu,
            "hardware_tflops_per_gpu" => tokensPerGpu * estimate.HardwareFlopsPerToken.TotalTera,
            _ => tokensPerGpu * estimate.ModelFlopsPerToken.TotalTera,
        });
    }
}
