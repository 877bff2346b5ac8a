using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>
/// Reads measured attention kernels from CSV text with the columns
/// <c>source,dtype,kv_dtype,batch,heads,kv_heads,head_dim,window,time_us</c> and either <c>q_len,past_kv</c> (prefill) or <c>context</c>
/// (decode).
/// </summary>
internal static class AttentionRowReader
{
    /// <summary>Reads all rows.</summary>
    /// <param name="text">CSV text with a header line.</param>
    /// <returns>The rows in their order.</returns>
    /// <exception cref="FormatException">A column is missing or a field is not a number; the message names the line.</exception>
    public static IReadOnlyList<AttentionRow> Read(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var table = new MeasuredTable(text);
        var decode = table.Has("context");
        if (!decode && !table.Has("past_kv"))
        {
            throw table.Wrong("past_kv or context", "a column");
        }

        var rows = new List<AttentionRow>();
        while (table.Next())
        {
            rows.Add(
                new AttentionRow
                {
                    Source = table.Text("source"),
                    Format = Enum.TryParse(table.Text("kv_dtype"), ignoreCase: true, out NumberFormat parsed)
                        ? parsed
                        : throw table.Wrong("kv_dtype", "a number format"),
                    IsDecode = decode,
                    Batch = table.Whole("batch"),
                    QueryLength = decode ? 1 : table.Whole("q_len"),
                    PastLength = table.Whole(decode ? "context" : "past_kv"),
                    Heads = table.Whole("heads"),
                    KvHeads = table.Whole("kv_heads"),
                    HeadDim = table.Whole("head_dim"),
                    Window = table.Whole("window"),
                    MeasuredSeconds = table.Number("time_us") is > 0 and var time ? time / 1e6 : throw table.Wrong("time_us", "above 0"),
                }
            );
        }

        return rows;
    }
}
