using LlmCostSim.Calibration;
using LlmCostSim.Lowering;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>
/// Predicts memory metrics of <c>training.csv</c>, GiB. Activation and state metrics are of a stage's layers without embedding and head, as
/// Korthikanti et al. (2022) count them.
/// </summary>
internal sealed class TrainingMemoryRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) =>
        row.File.Kind == MeasuredKind.Training
        && row.Text("metric")
            is "peak_allocated_memory"
                or "peak_reserved_memory"
                or "activation_memory"
                or "param+grad+optimizer_memory"
                or "gpu_memory_in_use"
                or "fits"
                or "activation_memory_relative_to_none";

    public RowPrediction Predict(MeasuredRow row)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        var estimate = measured.Estimate();
        var memory = estimate.Memory;
        var metric = row.Text("metric");
        var prediction = metric switch
        {
            "peak_allocated_memory" => new RowPrediction(memory.Allocated.TotalGiB),
            "peak_reserved_memory" => new RowPrediction(estimate.Reserved.TotalGiB),
            "activation_memory" => new RowPrediction(Bytes.FromBytes(OfLayers(measured, measured.Strategy).Activations).TotalGiB),
            "param+grad+optimizer_memory" => new RowPrediction(Bytes.FromBytes(OfLayers(measured, measured.Strategy).States).TotalGiB),
            "gpu_memory_in_use" => new RowPrediction((estimate.Reserved + memory.Overhead).TotalGiB),
            "fits" => RowPrediction.YesNo((estimate.Reserved + memory.Overhead) <= measured.Cluster.Accelerator.UsableMemory),
            _ => new RowPrediction(RelativeToNone(measured)),
        };
        // Parts of the memory are not its peak.
        return metric is "peak_allocated_memory" or "peak_reserved_memory" or "gpu_memory_in_use"
            ? prediction with
            {
                Class = $"{IntervalClass.TrainingMemory(measured.Stack.Id)}/{metric}",
                Hidden = measured.Model.HiddenSize,
                Nodes = measured.Cluster.Nodes,
            }
            : prediction;
    }

    private static (double Activations, double States) OfLayers(TrainingCase measured, in TrainingStrategy strategy)
    {
        var options = LoweringOptions.For(strategy, measured.Workload, measured.Stack);
        return StageMemory.OfLayers(measured.Model, options, strategy, measured.Stack, 0, measured.Workload.MicroBatches(strategy));
    }

    // Percent of the activation memory without recomputation and sequence parallelism.
    private static double RelativeToNone(TrainingCase measured)
    {
        var strategy = measured.Strategy;
        var plain = strategy with { Recompute = default, Layout = strategy.Layout with { SequenceParallel = false } };
        return 100 * OfLayers(measured, strategy).Activations / OfLayers(measured, plain).Activations;
    }
}
