using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>Predicts the rows of <c>memory.csv</c>: GiB, bits per weight, or whether a job fits.</summary>
internal sealed class MemoryRows(ValidationCatalogs catalogs) : IRowPredictor
{
    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Memory;

    public RowPrediction Predict(MeasuredRow row) =>
        row.Text("quantity") switch
        {
            "file_or_weights_size" => new RowPrediction(Bytes.FromBytes(Stored(row)).TotalGiB),
            "bits_per_weight" => new RowPrediction(8 * Stored(row) / ParameterCount.Total(catalogs.Model(row, "model_id").Spec)),
            "peak_allocated" or "peak_total" => new RowPrediction(Job(row).Allocated.TotalGiB),
            "peak_reserved" => new RowPrediction(Job(row).Reserved.TotalGiB),
            "fits" => Fits(row),
            var quantity => throw new UnpredictableRowException($"a {quantity} is not one job's memory"),
        };

    private MemoryOfJob Job(MeasuredRow row) =>
        row.Text("task") == "infer" ? MemoryInferenceJob.Read(row, catalogs) : MemoryTrainingJob.Read(row, catalogs);

    private RowPrediction Fits(MeasuredRow row)
    {
        var accelerator = catalogs.Accelerator(row, "gpu_id");
        return RowPrediction.YesNo(Job(row).InUse <= accelerator.UsableMemory);
    }

    /// <summary>
    /// Bytes of a model file. k-quant tables of 2023 list bits per weight or file sizes in units of 1e9; a fine-tuned model under adapters
    /// is deployed with them.
    /// </summary>
    private double Stored(MeasuredRow row)
    {
        var entry = catalogs.Model(row, "model_id");
        var quantity = row.Text("quantity");
        var early = quantity == "bits_per_weight" || row.Text("unit_base") == "GB=1e9";
        var format = MemoryRowText.WeightFormat(row);
        var bytes =
            StoredWeights.Bytes(entry.Spec, format, early: early)
            ?? throw new UnpredictableRowException($"weights format '{format}' is not known");
        return bytes + MemoryRowText.AdapterBytes(entry);
    }
}
