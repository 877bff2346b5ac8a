using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>
/// Maps rows of SimuMax' table of operator efficiencies to what was run, for the predictors and for the fits; the measured time is left at
/// 0, since predictions must not see it, and <see cref="Microseconds"/> tells it.
/// </summary>
internal static class OperatorRowReader
{
    /// <summary>Whether a row is of a fused attention.</summary>
    public static bool IsAttention(MeasuredRow row) => row.Text("op") is "sdp_fwd" or "sdp_bwd";

    /// <summary>Whether a row is of equal multiplies of a mixture of experts.</summary>
    public static bool IsGrouped(MeasuredRow row) => row.Text("op") == "group_matmul";

    /// <summary>Whether a row is of one matrix multiply.</summary>
    public static bool IsSingle(MeasuredRow row) => row.Text("op") == "matmul";

    /// <summary>
    /// A matrix multiply, of as many groups as <c>batch</c> says: the columns <c>batch,m,n,k,accumulate,out_dtype,stage</c>.
    /// </summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static GroupedGemmRow Multiply(MeasuredRow row)
    {
        var (m, n, k) = GroupedGemmRow.Multiplied(row.Text("stage"), row.Positive("m"), row.Positive("n"), row.Positive("k"));
        return new GroupedGemmRow(row.CountOrOne("batch"), m, n, k, OutputBytes(row), 0);
    }

    /// <summary>A causal attention of a training step: the columns <c>batch,seq_len,heads,kv_heads,qk_dim,v_dim</c>.</summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static TrainingAttentionRow Attention(MeasuredRow row) =>
        new(
            row.Text("op") == "sdp_bwd",
            row.CountOrOne("batch"),
            row.Positive("seq_len"),
            row.Count("heads"),
            row.Count("kv_heads"),
            row.Count("qk_dim"),
            row.Count("v_dim"),
            0
        );

    /// <summary>
    /// The measured time of any of them, from the rate achieved (column <c>tflops</c>), or <see langword="null"/> where rate or shape is
    /// not stated.
    /// </summary>
    public static double? Microseconds(MeasuredRow row) =>
        Flops(row) is { } flops && row.Number("tflops") is > 0 and var rate ? flops / rate / 1e6 : null;

    // As the source counts them: 2·m·n·k per multiply and group; attention is not causal-halved (its rates would otherwise exceed the peak
    // of the accelerator).
    private static double? Flops(MeasuredRow row)
    {
        var batch = row.Number("batch") ?? 1;
        if (row.Number("m") is { } m && row.Number("n") is { } n && row.Number("k") is { } k)
        {
            return 2 * m * n * k * batch;
        }

        return
            row.Number("seq_len") is { } length
            && row.Number("heads") is { } heads
            && row.Number("qk_dim") is { } query
            && row.Number("v_dim") is { } value
            ? TrainingAttentionRow.Flops(row.Text("op").EndsWith("_bwd", StringComparison.Ordinal), batch, length, heads, query, value)
            : null;
    }

    // Bytes that a multiply moves per element of its result: written once, or read, added to and written.
    private static double OutputBytes(MeasuredRow row) =>
        (row.Text("out_dtype") == "fp32" ? 4 : 2) * (row.Text("accumulate") == "True" ? 2 : 1);
}
