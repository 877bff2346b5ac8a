using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>Predicts measured memory-bound kernels, microseconds.</summary>
internal sealed class ElementwiseRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string Source, string Gpu), ElementwiseKernel> kernels = [];

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Elementwise;

    public RowPrediction Predict(MeasuredRow row)
    {
        var run = KernelRowReader.Elementwise(row);
        var key = (run.Source, run.Chip);
        if (!kernels.TryGetValue(key, out var kernel))
        {
            var accelerator = catalogs.Accelerator(row, "gpu");
            var source = SourceMatch
                .Nearest(
                    KernelSource.All.Where(known => known.Elementwise.Length > 0),
                    known => (known.Source, known.Chip),
                    run.Source,
                    accelerator.Kernels.Chip
                )
                .First();
            kernels[key] = kernel = new ElementwiseKernel(
                accelerator,
                ElementwiseConstants.For(accelerator),
                ElementwiseLibraryConstants.Get(source.Elementwise)
            );
        }

        return new RowPrediction(1e6 * kernel.Seconds(run.Kind, run.Bytes, run.Rows));
    }
}
