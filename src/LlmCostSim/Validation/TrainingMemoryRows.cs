using LlmCostSim.Training;

namespace LlmCostSim.Validation;

/// <summary>Predicts memory metrics of <c>training.csv</c>, GiB.</summary>
internal sealed class TrainingMemoryRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Training
        && row.Text("metric") is "peak_allocated_memory" or "peak_reserved_memory" or "activation_memory" or "param+grad+optimizer_memory" or "gpu_memory_in_use" or "fits" or "activation_memory_relative_to_none";

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        var estimate = measured.Estimate();
        var memory = estimate.Memory;
        return row.Text("metric") switch
        {
            "peak_allocated_memory" => new RowPrediction(memory.Allocated.TotalGiB),
            "peak_reserved_memory" => new RowPrediction(estimate.Reserved.TotalGiB),
            "activation_memory" => new RowPrediction(memory.Activations.TotalGiB),
            "param+grad+optimizer_memory" => new RowPrediction((memory.Weights + memory.Gradients + memory.Optimizer).TotalGiB),
            "gpu_memory_in_use" => new RowPrediction((estimate.Reserved + memory.Overhead).TotalGiB),
            "fits" => RowPrediction.YesNo((estimate.Reserved + memory.Overhead) <= measured.Cluster.Accelerator.UsableMemory),
            _ => new RowPrediction(RelativeToNone(measured, memory)),
        };
    }

    // Percent of the activation memory without recomputation and sequence parallelism.
    private static double RelativeToNone(TrainingCase measured, in MemoryBreakdown memory)
    {
        var strategy = measured.Strategy;
        var plain = measured with { Strategy = strategy with { Recompute = default, Layout = strategy.Layout with { SequenceParallel = false } } };
        return 100 * (memory.Activations / plain.Estimate().Memory.Activations);
    }
}
