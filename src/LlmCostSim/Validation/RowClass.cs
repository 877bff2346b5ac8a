using LlmCostSim.Calibration;

namespace LlmCostSim.Validation;

/// <summary>The class of a row's residuals: only what is known before the measurement.</summary>
internal static class RowClass
{
    /// <summary>The class of a row whose predictor does not say.</summary>
    /// <param name="row">The row.</param>
    /// <param name="predicted">Its prediction, in its unit.</param>
    public static string Of(MeasuredRow row, double predicted)
    {
        var isShort = predicted < ShortKernel.Microseconds;
        return row.File.Kind switch
        {
            MeasuredKind.Gemm => $"{IntervalClass.Kernel($"gemm/{row.Text("gpu")}/{row.Text("dtype")}", isShort)}/{row.Text("source")}",
            MeasuredKind.AttentionPrefill => IntervalClass.Kernel($"attention-prefill/{row.Text("gpu")}/{row.Text("source")}", isShort),
            MeasuredKind.AttentionDecode => IntervalClass.Kernel($"attention-decode/{row.Text("gpu")}/{row.Text("source")}", isShort),
            MeasuredKind.Collective => $"{IntervalClass.Kernel($"collective/{Place(row)}", isShort)}/{row.Text("source")}",
            MeasuredKind.Elementwise => $"{IntervalClass.Kernel("elementwise", isShort)}/{row.Text("op")}",
            MeasuredKind.OperatorEfficiency => $"operator/{row.Text("gpu")}/{row.Text("op")}",
            MeasuredKind.Memory => Memory(row),
            MeasuredKind.Inference => IntervalClass.Inference(Quantity(row.Text("metric")), Load(row), row.Text("engine")),
            MeasuredKind.Training => $"training/{row.Text("metric")}",
            MeasuredKind.HostOverhead => $"host/{row.Text("source")}",
            _ => $"runs/{row.Text("metric")}",
        };
    }

    /// <summary>The class of a row of inference.</summary>
    /// <param name="row">The row.</param>
    /// <param name="engine">Id of its engine.</param>
    public static string OfInference(MeasuredRow row, string engine) =>
        IntervalClass.Inference(Quantity(row.Text("metric")), Load(row), row.Text("engine"), engine);

    /// <summary>Rows of one model, in other words one shape of its kernels: those that tests leave out together.</summary>
    public static string Group(MeasuredRow row) =>
        row.File.Kind switch
        {
            MeasuredKind.Gemm => $"gemm/{row.Text("n")}x{row.Text("k")}",
            MeasuredKind.AttentionPrefill or MeasuredKind.AttentionDecode =>
                $"attention/{row.Text("heads")}x{row.Text("kv_heads")}x{row.Text("head_dim")}",
            MeasuredKind.Collective => $"collective/{row.Text("bytes")}",
            MeasuredKind.Elementwise => $"elementwise/{row.Text("bytes")}",
            MeasuredKind.OperatorEfficiency => $"operator/{row.Text("n")}x{row.Text("k")}",
            MeasuredKind.HostOverhead => $"host/{row.Text("model")}",
            MeasuredKind.Memory or MeasuredKind.Inference or MeasuredKind.Runs => $"memory/{row.Text("model_id")}",
            _ => $"memory/{row.Text("layers")}x{row.Text("hidden")}x{row.Text("heads")}",
        };

    // A row that states no load is of a static batch, as its reader has it.
    private static string Load(MeasuredRow row) => row.Text("load") is { Length: > 0 } load ? load : "static";

    private static string Place(MeasuredRow row) => IntervalClass.Place(row.Text("topology").Contains("nodes", StringComparison.Ordinal));

    /// <summary>What a metric of an inference run is of.</summary>
    private static string Quantity(string metric) =>
        metric.Contains("ttft", StringComparison.Ordinal) ? IntervalClass.FirstToken
        : metric.Contains("tpot", StringComparison.Ordinal) || metric.Contains("itl", StringComparison.Ordinal) ? IntervalClass.NextToken
        : metric.Contains("throughput", StringComparison.Ordinal) ? IntervalClass.Rate
        : metric;

    // Full fine-tuning of memory.csv runs on Hugging Face's and like libraries.
    private static string Memory(MeasuredRow row) =>
        row.Text("quantity") is "peak_allocated" or "peak_reserved" or "peak_total"
            ? row.Text("task") == "train_full"
                ? $"{IntervalClass.TrainingMemory("huggingface")}/{row.Text("quantity")}"
                : $"{IntervalClass.Memory(row.Text("task"))}/{row.Text("quantity")}"
            : $"stored/{row.Text("quantity")}";
}
