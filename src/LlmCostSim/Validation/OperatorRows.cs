using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Validation;

/// <summary>Predicts rows of <c>operator_efficiency.csv</c>: microseconds of matrix multiplies, grouped ones too, and of fused attention.</summary>
internal sealed class OperatorRows(ValidationCatalogs catalogs) : IRowPredictor
{
    // FlashAttention's backward pass has five matrix products for the forward pass's two (Dao et al. 2022).
    private const double BackwardOverForward = 2.5;

    private readonly Dictionary<(string System, string Gpu), GemmKernel> kernels = [];

    /// <summary>Floating-point operations of a row as its source counts them, or <see langword="null"/> where the shape is not stated: 2·m·n·k per matrix multiply and group; attention is not causal-halved (its rates would otherwise exceed the peak of the accelerator).</summary>
    public static double? Flops(MeasuredRow row)
    {
        var batch = row.Number("batch") ?? 1;
        if (row.Number("m") is { } m && row.Number("n") is { } n && row.Number("k") is { } k)
        {
            return 2 * m * n * k * batch;
        }

        if (row.Number("seq_len") is { } length && row.Number("heads") is { } heads && row.Number("qk_dim") is { } query && row.Number("v_dim") is { } value)
        {
            return 2 * batch * heads * length * length * (query + value) * (row.Text("op").EndsWith("_bwd", StringComparison.Ordinal) ? BackwardOverForward : 1);
        }

        return null;
    }

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.OperatorEfficiency;

    public RowPrediction Predict(MeasuredRow row) => row.Text("op") switch
    {
        "sdp_fwd" or "sdp_bwd" => Attention(row),
        "matmul" or "group_matmul" => Multiply(row),
        var other => throw new UnpredictableRowException($"op '{other}' is not known"),
    };

    private RowPrediction Attention(MeasuredRow row)
    {
        var accelerator = catalogs.Accelerator(row, "gpu");
        var library = AttentionLibraries.Of(row.Text("system"), accelerator.Kernels.Chip, decode: false);
        var kernel = new AttentionPrefillKernel(accelerator, AttentionConstants.Of(accelerator), library, NumberFormat.Bf16);
        var (batch, length, heads, kvHeads) = (row.CountOrOne("batch"), row.Positive("seq_len"), row.Count("heads"), row.Count("kv_heads"));
        var (query, value) = (row.Count("qk_dim"), row.Count("v_dim"));
        return new RowPrediction(1e6 * (row.Text("op") == "sdp_bwd"
            ? kernel.BackwardSeconds(batch, length, 0, heads, kvHeads, query, value, 0, causal: true)
            : kernel.Seconds(batch, length, 0, heads, kvHeads, query, value, 0, causal: true)));
    }

    private RowPrediction Multiply(MeasuredRow row)
    {
        var key = (row.Text("system"), row.Text("gpu"));
        if (!kernels.TryGetValue(key, out var known))
        {
            var format = key.Item1.Contains("fp8", StringComparison.Ordinal) ? NumberFormat.Fp8 : NumberFormat.Bf16;
            kernels[key] = known = GemmRows.Prepare(key.Item1, catalogs.Accelerator(row, "gpu"), format).Kernel;
        }

        return new RowPrediction(1e6 * known.Seconds(row.Positive("m"), row.Positive("n"), row.Positive("k"), row.CountOrOne("batch")));
    }
}
