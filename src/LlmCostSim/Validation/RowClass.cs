namespace LlmCostSim.Validation;

/// <summary>The class of a row's residuals: only what is known before the measurement.</summary>
internal static class RowClass
{
    public static string Of(MeasuredRow row) => row.File.Kind switch
    {
        MeasuredKind.Gemm => $"gemm/{row.Text("gpu")}/{row.Text("dtype")}",
        MeasuredKind.AttentionPrefill => $"attention-prefill/{row.Text("gpu")}/{row.Text("source")}",
        MeasuredKind.AttentionDecode => $"attention-decode/{row.Text("gpu")}/{row.Text("source")}",
        MeasuredKind.Collective => $"collective/{(row.Text("topology").Contains("nodes", StringComparison.Ordinal) ? "network" : "node")}/{row.Text("source")}",
        MeasuredKind.Elementwise => $"elementwise/{row.Text("op")}",
        MeasuredKind.OperatorEfficiency => $"operator/{row.Text("gpu")}/{row.Text("op")}",
        MeasuredKind.Training => $"training/{row.Text("metric")}/{row.Text("framework")}",
        MeasuredKind.Memory => $"memory/{row.Text("quantity")}/{row.Text("task")}",
        MeasuredKind.Inference => $"inference/{row.Text("metric")}/{row.Text("engine")}",
        _ => $"runs/{row.Text("metric")}",
    };
}
