namespace LlmCostSim.Validation;

/// <summary>Rows of <c>operator_efficiency.csv</c>.</summary>
internal static class OperatorRows
{
    // FlashAttention's backward pass has five matrix products for the forward pass's two (Dao et al. 2022).
    private const double BackwardOverForward = 2.5;

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
}
