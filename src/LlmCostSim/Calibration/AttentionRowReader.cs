using System.Globalization;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>Reads measured attention kernels from CSV text with the columns <c>source,dtype,kv_dtype,batch,heads,kv_heads,head_dim,window,time_us</c> and either <c>q_len,past_kv</c> (prefill) or <c>context</c> (decode).</summary>
internal static class AttentionRowReader
{
    /// <summary>Reads all rows.</summary>
    /// <param name="text">CSV text with a header line; fields contain no quotes.</param>
    /// <returns>The rows in their order.</returns>
    /// <exception cref="FormatException">A column is missing or a field is not a number; the message names the line.</exception>
    public static IReadOnlyList<AttentionRow> Read(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var header = text.ReadLine()?.Split(',') ?? [];
        var decode = Array.IndexOf(header, "context") >= 0;
        int source = Column(header, "source"), format = Column(header, "kv_dtype"), batch = Column(header, "batch");
        int query = decode ? -1 : Column(header, "q_len"), past = Column(header, decode ? "context" : "past_kv");
        int heads = Column(header, "heads"), kvHeads = Column(header, "kv_heads"), dim = Column(header, "head_dim");
        int window = Column(header, "window"), time = Column(header, "time_us");
        var rows = new List<AttentionRow>();
        for (var line = 2; text.ReadLine() is { } record; line++)
        {
            var fields = record.Split(',');
            rows.Add(new AttentionRow
            {
                Source = fields[source],
                Format = Enum.TryParse(fields[format], ignoreCase: true, out NumberFormat parsed) ? parsed : throw Wrong(line, fields[format]),
                IsDecode = decode,
                Batch = Whole(fields[batch], line),
                QueryLength = decode ? 1 : Whole(fields[query], line),
                PastLength = Whole(fields[past], line),
                Heads = Whole(fields[heads], line),
                KvHeads = Whole(fields[kvHeads], line),
                HeadDim = Whole(fields[dim], line),
                Window = Whole(fields[window], line),
                MeasuredSeconds = double.TryParse(fields[time], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
                    ? value * 1e-6
                    : throw Wrong(line, fields[time]),
            });
        }

        return rows;
    }

    private static int Column(string[] header, string name) => Array.IndexOf(header, name) is >= 0 and var index
        ? index
        : throw new FormatException($"The table has no column {name}.");

    private static int Whole(string field, int line) =>
        int.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : throw Wrong(line, field);

    private static FormatException Wrong(int line, string field) => new($"Line {line}: '{field}' is not a possible value.");
}
