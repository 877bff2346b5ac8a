using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>Reads the rows of a <c>training.csv</c> that training constants are fitted to.</summary>
internal static class TrainingFitRows
{
    /// <summary>All fully stated rows with a time or rate whose quality is not in doubt.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<TrainingFitRow> Read(string path)
    {
        var catalogs = new ValidationCatalogs(ModelCatalog.Default, HardwareCatalog.Default, StackCatalog.Default);
        var rows = new List<TrainingFitRow>();
        var predictor = new TrainingRows(catalogs);
        foreach (var row in MeasuredFile.Read(path).Rows)
        {
            var scored = !row.Text("quality").StartsWith("suspect", StringComparison.Ordinal);
            if (scored && row.Yes("fully_stated") && predictor.Takes(row) && row.Number("value") is > 0 and var value)
            {
                rows.Add(Read(row, catalogs, value));
            }
        }

        return rows;
    }

    private static TrainingFitRow Read(MeasuredRow row, ValidationCatalogs catalogs, double value)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        // Rates per GPU become seconds of a step, with the FLOP convention of the papers: attention not halved.
        var estimate = measured.Estimate(causalHalved: false);
        var perGpu = estimate.TokensPerStep / measured.Cluster.Count;
        var seconds = row.Text("metric") switch
        {
            "step_time" => value,
            "tokens_per_second_per_gpu" => perGpu / value,
            "hardware_tflops_per_gpu" => perGpu * estimate.HardwareFlopsPerToken.TotalTera / value,
            _ => perGpu * estimate.ModelFlopsPerToken.TotalTera / value,
        };
        return new TrainingFitRow(
            row.Text("source"),
            measured.Model,
            measured.Cluster,
            measured.Stack,
            measured.Strategy,
            measured.Workload,
            seconds
        );
    }
}
