using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Validation;

/// <summary>Predicts measured attention kernels, microseconds.</summary>
internal sealed class AttentionRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string Source, string Gpu, NumberFormat Cache), AttentionPrefillKernel> prefills = [];
    private readonly Dictionary<(string Source, string Gpu), AttentionDecodeKernel> decodes = [];

    public bool Takes(MeasuredRow row) => row.File.Kind is MeasuredKind.AttentionPrefill or MeasuredKind.AttentionDecode;

    public RowPrediction Predict(MeasuredRow row)
    {
        var run = KernelRowReader.Attention(row);
        return new RowPrediction(
            1e6 * (run.IsDecode ? run.Predict(Decode(row, run.Source)) : run.Predict(Prefill(row, run.Source, run.Format)))
        );
    }

    private AttentionPrefillKernel Prefill(MeasuredRow row, string source, NumberFormat cache)
    {
        var gpu = row.Text("gpu");
        if (!prefills.TryGetValue((source, gpu, cache), out var kernel))
        {
            var accelerator = catalogs.Accelerator(row, "gpu");
            var library = AttentionLibraries.Of(source, accelerator.Kernels.Chip, decode: false);
            prefills[(source, gpu, cache)] = kernel = new AttentionPrefillKernel(
                accelerator,
                AttentionConstants.For(accelerator),
                library,
                cache
            );
        }

        return kernel;
    }

    private AttentionDecodeKernel Decode(MeasuredRow row, string source)
    {
        var gpu = row.Text("gpu");
        if (!decodes.TryGetValue((source, gpu), out var kernel))
        {
            var accelerator = catalogs.Accelerator(row, "gpu");
            var library = AttentionLibraries.Of(source, accelerator.Kernels.Chip, decode: true);
            decodes[(source, gpu)] = kernel = new AttentionDecodeKernel(accelerator, AttentionConstants.For(accelerator), library);
        }

        return kernel;
    }
}
