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
        var (source, gpu) = (row.Text("source"), row.Text("gpu"));
        var cache = GemmRows.Format(row, row.Text("kv_dtype").Length > 0 ? "kv_dtype" : "dtype");
        var (batch, heads, kvHeads, size) = (row.Positive("batch"), row.Count("heads"), row.Count("kv_heads"), row.Count("head_dim"));
        var window = row.Integer("window") ?? 0;
        var seconds =
            row.File.Kind == MeasuredKind.AttentionDecode
                ? Decode(row, source, gpu)
                    .Seconds(batch, row.Positive("context"), heads, kvHeads, size, size, window, cache.ActivationBytes())
                : Prefill(row, source, gpu, cache)
                    .Seconds(batch, row.Positive("q_len"), row.Number("past_kv") ?? 0, heads, kvHeads, size, size, window, causal: true);
        return new RowPrediction(1e6 * seconds);
    }

    private AttentionPrefillKernel Prefill(MeasuredRow row, string source, string gpu, NumberFormat cache)
    {
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

    private AttentionDecodeKernel Decode(MeasuredRow row, string source, string gpu)
    {
        if (!decodes.TryGetValue((source, gpu), out var kernel))
        {
            var accelerator = catalogs.Accelerator(row, "gpu");
            var library = AttentionLibraries.Of(source, accelerator.Kernels.Chip, decode: true);
            decodes[(source, gpu)] = kernel = new AttentionDecodeKernel(accelerator, AttentionConstants.For(accelerator), library);
        }

        return kernel;
    }
}
