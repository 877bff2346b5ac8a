using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>Predicts measured collectives, microseconds.</summary>
internal sealed class CollectiveRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string Source, string Gpu, string Topology, int Ranks), CollectiveKernel> kernels = [];

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Collective;

    public RowPrediction Predict(MeasuredRow row)
    {
        var measurement = KernelRowReader.Collective(row);
        var key = (measurement.Source, measurement.Chip, measurement.Topology, measurement.Ranks);
        if (!kernels.TryGetValue(key, out var kernel))
        {
            kernels[key] = kernel = Prepare(measurement, catalogs.Accelerator(row, "gpu"));
        }

        return new RowPrediction(1e6 * kernel.Seconds(measurement.Kind, measurement.Bytes, measurement.Group()));
    }

    private CollectiveKernel Prepare(CollectiveMeasurement row, Accelerator named)
    {
        var libraries = CollectiveLibraries.Default;
        var chip = named.Kernels.Chip;
        var source = SourceMatch.Nearest(libraries.Sources, known => (known.Source, known.Chip), row.Source, chip).First();
        // A source knows the form factor behind a row's plain "a100", but a row of another chip, or of a card with constants of its own, is
        // right about itself.
        var known = catalogs.Hardware.Get(source.Accelerator);
        var own = named.Constants is not null || known.Kernels.Chip != chip || (row.Chip != chip && named.Id != known.Id);
        var accelerator = own ? named : known;
        return new CollectiveKernel(row.Cluster(source, accelerator), CollectiveConstants.For(accelerator), libraries.Get(source.Library));
    }
}
