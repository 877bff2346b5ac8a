using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>
/// Maps rows of measured kernels to what was run, for the predictors and for the fits; the measured time is left at 0, since predictions
/// must not see it, and <see cref="Seconds"/> reads it.
/// </summary>
internal static class KernelRowReader
{
    private static readonly (string Name, NumberFormat Value)[] Formats =
    [
        .. ScenarioNames.Precisions,
        ("int8", NumberFormat.Int8),
        ("int8_wo", NumberFormat.Int8WeightOnly),
        ("int4_wo", NumberFormat.Int4WeightOnly),
    ];

    private static readonly (string Name, CollectiveKind Value)[] Collectives =
    [
        ("all_reduce", CollectiveKind.AllReduce),
        ("allreduce", CollectiveKind.AllReduce),
        ("reduce_scatter", CollectiveKind.ReduceScatter),
        ("all_gather", CollectiveKind.AllGather),
        ("alltoall", CollectiveKind.AllToAll),
        ("all_to_all", CollectiveKind.AllToAll),
        ("broadcast", CollectiveKind.Broadcast),
        ("send_recv", CollectiveKind.SendReceive),
    ];

    /// <summary>A matrix multiply: the columns <c>source,gpu,dtype,m,n,k</c>.</summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static GemmRow Gemm(MeasuredRow row) =>
        new(row.Text("source"), row.Text("gpu"), row.Choice("dtype", Formats), row.Count("m"), row.Count("n"), row.Count("k"), 0);

    /// <summary>
    /// A fused attention: the columns <c>source,dtype,kv_dtype,batch,heads,kv_heads,head_dim,window</c> and either <c>q_len,past_kv</c>
    /// (prefill) or <c>context</c> (decode).
    /// </summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static AttentionRow Attention(MeasuredRow row)
    {
        var decode = row.File.Kind == MeasuredKind.AttentionDecode;
        return new AttentionRow
        {
            Source = row.Text("source"),
            Format = row.Choice(row.Text("kv_dtype").Length > 0 ? "kv_dtype" : "dtype", Formats),
            IsDecode = decode,
            Batch = row.Count("batch"),
            QueryLength = decode ? 1 : row.Count("q_len"),
            PastLength = decode ? row.Count("context") : row.Integer("past_kv") ?? 0,
            Heads = row.Count("heads"),
            KvHeads = row.Count("kv_heads"),
            HeadDim = row.Count("head_dim"),
            Window = row.Integer("window") ?? 0,
            MeasuredSeconds = 0,
        };
    }

    /// <summary>A collective: the columns <c>source,gpu,collective,bytes,ranks,topology</c>.</summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static CollectiveMeasurement Collective(MeasuredRow row) =>
        new(
            row.Text("source"),
            row.Text("gpu"),
            row.Choice("collective", Collectives),
            row.Positive("bytes"),
            row.Count("ranks"),
            row.Text("topology"),
            0
        );

    /// <summary>A memory-bound kernel: the columns <c>source,gpu,op,tokens,bytes</c>.</summary>
    /// <exception cref="UnpredictableRowException">A column is missing or its cell is not what it should be.</exception>
    public static ElementwiseMeasurement Elementwise(MeasuredRow row) =>
        new(
            row.Text("source"),
            row.Text("gpu"),
            row.Text("op"),
            ElementwiseMeasurement.KindOf(row.Text("op")),
            row.Positive("tokens"),
            row.Positive("bytes"),
            0
        );

    /// <summary>The measured time of any of them, in seconds: the column <c>time_us</c>.</summary>
    /// <exception cref="UnpredictableRowException">It is not a number above 0.</exception>
    public static double Seconds(MeasuredRow row) => Duration.FromMicroseconds(row.Positive("time_us")).TotalSeconds;
}
