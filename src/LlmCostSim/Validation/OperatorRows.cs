using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Validation;

/// <summary>
/// Predicts rows of <c>operator_efficiency.csv</c>: microseconds of matrix multiplies, grouped ones too, and of fused attention.
/// </summary>
internal sealed class OperatorRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string System, string Gpu), GemmKernel> kernels = [];

    /// <summary>
    /// Floating-point operations of a row as its source counts them, or <see langword="null"/> where the shape is not stated: 2·m·n·k per
    /// matrix multiply and group; attention is not causal-halved (its rates would otherwise exceed the peak of the accelerator).
    /// </summary>
    public static double? Flops(MeasuredRow row)
    {
        var batch = row.Number("batch") ?? 1;
        if (row.Number("m") is { } m && row.Number("n") is { } n && row.Number("k") is { } k)
        {
            return 2 * m * n * k * batch;
        }

        if (
            row.Number("seq_len") is { } length
            && row.Number("heads") is { } heads
            && row.Number("qk_dim") is { } query
            && row.Number("v_dim") is { } value
        )
        {
            return TrainingAttentionRow.Flops(
                row.Text("op").EndsWith("_bwd", StringComparison.Ordinal),
                batch,
                length,
                heads,
                query,
                value
            );
        }

        return null;
    }

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.OperatorEfficiency;

    public RowPrediction Predict(MeasuredRow row) =>
        row.Text("op") switch
        {
            "sdp_fwd" or "sdp_bwd" => Attention(row),
            "matmul" or "group_matmul" => Multiply(row),
            var other => throw new UnpredictableRowException($"op '{other}' is not known"),
        };

    private RowPrediction Attention(MeasuredRow row)
    {
        var accelerator = catalogs.Accelerator(row, "gpu");
        var library = AttentionLibraries.Of(row.Text("system"), accelerator.Kernels.Chip, decode: false);
        var kernel = new AttentionPrefillKernel(accelerator, AttentionConstants.For(accelerator), library, NumberFormat.Bf16);
        var attention = new TrainingAttentionRow(
            row.Text("op") == "sdp_bwd",
            row.CountOrOne("batch"),
            row.Positive("seq_len"),
            row.Count("heads"),
            row.Count("kv_heads"),
            row.Count("qk_dim"),
            row.Count("v_dim"),
            0
        );
        return new RowPrediction(1e6 * Math.Max(HostCalls.Of(row.Text("system"), HostCalls.Attention), attention.Predict(kernel)));
    }

    private RowPrediction Multiply(MeasuredRow row)
    {
        var key = (row.Text("system"), row.Text("gpu"));
        if (!kernels.TryGetValue(key, out var known))
        {
            var format = key.Item1.Contains("fp8", StringComparison.Ordinal) ? NumberFormat.Fp8 : NumberFormat.Bf16;
            kernels[key] = known = GemmRows.Prepare(key.Item1, catalogs.Accelerator(row, "gpu"), format).Kernel;
        }

        var (batch, m, n, k) = (row.CountOrOne("batch"), row.Positive("m"), row.Positive("n"), row.Positive("k"));
        (m, n, k) = GroupedGemmRow.Multiplied(row.Text("stage"), m, n, k);
        var seconds = known.Seconds(m, n, k, batch, GemmRefit.OutputBytes(row.Text("accumulate"), row.Text("out_dtype")));
        return new RowPrediction(
            1e6 * (row.Text("op") == "matmul" ? seconds : Math.Max(batch * HostCalls.Of(key.Item1, HostCalls.Group), seconds))
        );
    }
}
