using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>Reads what a row measured, by the kind of its file.</summary>
internal static class RowLabels
{
    public static RowLabel Of(MeasuredRow row) =>
        row.File.Kind switch
        {
            MeasuredKind.Training => Training(row),
            MeasuredKind.Inference => Inference(row),
            MeasuredKind.Memory => Memory(row),
            MeasuredKind.Runs => new RowLabel(
                row.Text("row_id"),
                row.Text("source"),
                row.Text("metric"),
                row.Number("value_si"),
                Scored(row)
            ),
            MeasuredKind.OperatorEfficiency => OperatorEfficiency(row),
            MeasuredKind.HostOverhead => new RowLabel(row.Place, row.Text("source"), "host_time", HostOverheadRows.Measured(row)),
            MeasuredKind.AttentionPrefill or MeasuredKind.AttentionDecode => Kernel(row, AttentionFormat(row)),
            MeasuredKind.Collective => Kernel(row, row.Text("collective")),
            MeasuredKind.Elementwise => Kernel(row, row.Text("op")),
            _ => Kernel(row, row.Text("dtype")),
        };

    private static bool Scored(MeasuredRow row) =>
        row.Text("fully_stated") is "yes" && !row.Text("quality").StartsWith("suspect", StringComparison.Ordinal);

    private static RowLabel Training(MeasuredRow row) =>
        new(row.Text("id"), row.Text("source"), row.Text("metric"), row.Number("value"), Scored(row), row.Text("metric") == "fits");

    private static RowLabel Inference(MeasuredRow row)
    {
        var yesNo = row.Text("unit_si") == "bool" || row.Text("metric") == "fits";
        var measured = row.Number("value_si") ?? (yesNo ? (row.Yes("value_si") ? 1 : 0) : null);
        return new RowLabel(row.Text("row_id"), row.Text("source"), row.Text("metric"), measured, Scored(row), yesNo);
    }

    private static RowLabel Memory(MeasuredRow row)
    {
        var quantity = row.Text("quantity");
        var measured = quantity switch
        {
            "fits" => row.Text("fits") is "no" ? 0 : 1,
            "bits_per_weight" => row.Number("measured"),
            _ => row.Number("value_gib"),
        };
        return new RowLabel(row.Text("row_id"), row.Text("source"), quantity, measured, Scored(row), quantity == "fits");
    }

    private static string AttentionFormat(MeasuredRow row)
    {
        var (format, cache) = (row.Text("dtype"), row.Text("kv_dtype"));
        return cache.Length == 0 || cache == format ? format : $"{format} kv_{cache}";
    }

    // The efficiency table has no source column; its time is the arithmetic over the rate.
    private static RowLabel OperatorEfficiency(MeasuredRow row)
    {
        var time = OperatorRowReader.Microseconds(row);
        return new RowLabel(row.Place, row.Text("system"), Timed(row.Text("op"), time), time);
    }

    private static RowLabel Kernel(MeasuredRow row, string what)
    {
        var time = row.Number("time_us");
        return new RowLabel(row.Place, row.Text("source"), Timed(what, time), time);
    }

    private static string Timed(string what, double? microseconds) =>
        $"{what} {ShortKernel.Label(!(microseconds >= ShortKernel.Microseconds))}";
}
