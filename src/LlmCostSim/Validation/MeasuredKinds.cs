namespace LlmCostSim.Validation;

/// <summary>Tells the kind of a file from its columns.</summary>
internal static class MeasuredKinds
{
    // The columns without which a row of the kind means nothing; the first kind whose columns are all there is taken.
    private static readonly (MeasuredKind Kind, string[] Columns)[] Known =
    [
        (MeasuredKind.OperatorEfficiency, ["op", "m", "n", "k", "layout", "efficiency"]),
        (MeasuredKind.Gemm, ["m", "n", "k", "dtype", "time_us"]),
        (MeasuredKind.AttentionPrefill, ["batch", "q_len", "heads", "kv_heads", "head_dim", "time_us"]),
        (MeasuredKind.AttentionDecode, ["batch", "context", "heads", "kv_heads", "head_dim", "time_us"]),
        (MeasuredKind.Collective, ["collective", "bytes", "ranks", "time_us"]),
        (MeasuredKind.Elementwise, ["op", "tokens", "bytes", "time_us"]),
        (MeasuredKind.HostOverhead, ["model", "batch", "tp", "model_execution_ms"]),
        (MeasuredKind.Memory, ["model_id", "task", "quantity", "value_gib"]),
        (MeasuredKind.Runs, ["model_id", "gpus_n", "metric", "value_si", "scope"]),
        (MeasuredKind.Inference, ["model_id", "engine", "load", "metric", "value_si"]),
        (MeasuredKind.Training, ["layers", "hidden", "framework", "metric", "value"]),
        (MeasuredKind.Architectures, ["name", "layers", "hidden", "exact_params"]),
        (MeasuredKind.Claims, ["claim_id", "claim", "verdict"]),
    ];

    public static MeasuredKind Of(IReadOnlyCollection<string> columns) =>
        Known.FirstOrDefault(known => known.Columns.All(column => columns.Contains(column, StringComparer.Ordinal))).Kind;
}
