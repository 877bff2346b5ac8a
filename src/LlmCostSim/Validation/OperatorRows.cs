using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Validation;

/// <summary>
/// Predicts rows of <c>operator_efficiency.csv</c>: microseconds of matrix multiplies, grouped ones too, and of fused attention.
/// </summary>
internal sealed class OperatorRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private readonly Dictionary<(string System, string Gpu), GemmKernel> kernels = [];

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.OperatorEfficiency;

    public RowPrediction Predict(MeasuredRow row) =>
        row.Text("op") switch
        {
            _ when OperatorRowReader.IsAttention(row) => Attention(row),
            _ when OperatorRowReader.IsSingle(row) || OperatorRowReader.IsGrouped(row) => Multiply(row),
            var other => throw new UnpredictableRowException($"op '{other}' is not known"),
        };

    private RowPrediction Attention(MeasuredRow row)
    {
        var accelerator = catalogs.Accelerator(row, "gpu");
        var library = AttentionLibraries.Of(row.Text("system"), accelerator.Kernels.Chip, decode: false);
        var kernel = new AttentionPrefillKernel(accelerator, AttentionConstants.For(accelerator), library, NumberFormat.Bf16);
        return new RowPrediction(
            1e6 * Math.Max(HostCalls.Of(row.Text("system"), HostCalls.Attention), OperatorRowReader.Attention(row).Predict(kernel))
        );
    }

    private RowPrediction Multiply(MeasuredRow row)
    {
        var key = (row.Text("system"), row.Text("gpu"));
        if (!kernels.TryGetValue(key, out var known))
        {
            var format = key.Item1.Contains("fp8", StringComparison.Ordinal) ? NumberFormat.Fp8 : NumberFormat.Bf16;
            kernels[key] = known = GemmRows.Prepare(key.Item1, catalogs.Accelerator(row, "gpu"), format).Kernel;
        }

        var run = OperatorRowReader.Multiply(row);
        var seconds = known.Grouped(run.M, run.N, run.K, run.Groups, run.OutputBytes);
        return new RowPrediction(
            1e6 * (OperatorRowReader.IsGrouped(row) ? Math.Max(run.Groups * HostCalls.Of(key.Item1, HostCalls.Group), seconds) : seconds)
        );
    }
}
