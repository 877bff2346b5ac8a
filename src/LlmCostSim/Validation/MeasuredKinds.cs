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

    /// <summary>Which columns a file lacks of the kind of times that it comes nearest to, as the end of a sentence.</summary>
    public static string Lacking(MeasuredFile file)
    {
        var (kind, lacking) = Known
            .Where(known => known.Columns.Contains("time_us"))
            .Select(known => (known.Kind, Lacking: known.Columns.Where(column => file.Column(column) < 0).ToArray()))
            .MinBy(entry => entry.Lacking.Length);
        return $"; nearest is {kind.ToString().ToLowerInvariant()}, which needs the columns {string.Join(", ", lacking)} as well";
    }

    public static MeasuredKind Of(IReadOnlyCollection<string> columns) =>
        Known.FirstOrDefault(known => known.Columns.All(column => columns.Contains(column, StringComparer.Ordinal))).Kind;
}
