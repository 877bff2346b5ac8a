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
    /// <param name="file">The file.</param>
    public static IReadOnlyList<TrainingFitRow> Read(MeasuredFile file)
    {
        var catalogs = new ValidationCatalogs(ModelCatalog.Default, HardwareCatalog.Default, StackCatalog.Default);
        var rows = new List<TrainingFitRow>();
        foreach (var row in file.Rows)
        {
            var scored = !row.Text("quality").StartsWith("suspect", StringComparison.Ordinal);
            if (scored && row.Yes("fully_stated") && TrainingMetrics.Of(row) is { } metric && row.Number("value") is > 0 and var value)
            {
                try
                {
                    rows.Add(Read(row, catalogs, metric, value));
                }
                catch (UnpredictableRowException problem)
                {
                    throw new FormatException($"{row.Place}: {problem.Message}", problem);
                }
            }
        }

        return rows;
    }

    private static TrainingFitRow Read(MeasuredRow row, ValidationCatalogs catalogs, TrainingMetric metric, double value)
    {
        var measured = TrainingRowReader.Read(row, catalogs);
        return new TrainingFitRow(
            row.Text("source"),
            measured.Model,
            measured.Cluster,
            measured.Stack,
            measured.Strategy,
            measured.Workload,
            metric.StepSeconds(value, measured.EstimateAsPublished(), measured.Cluster)
        );
    }
}
