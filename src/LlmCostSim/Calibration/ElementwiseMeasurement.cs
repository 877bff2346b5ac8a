using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>One measured memory-bound kernel, as a row of <c>elementwise.csv</c> has it.</summary>
/// <param name="Source">Who measured it.</param>
/// <param name="Chip">Chip, such as <c>a100</c>.</param>
/// <param name="Operation">The source's name of the operation, such as <c>mlp_act</c>.</param>
/// <param name="Kind">How such a kernel goes through its tensor.</param>
/// <param name="Rows">Tokens.</param>
/// <param name="Bytes">Bytes read and written.</param>
/// <param name="Seconds">Measured time.</param>
internal sealed record ElementwiseMeasurement(
    string Source,
    string Chip,
    string Operation,
    ElementwiseKind Kind,
    double Rows,
    double Bytes,
    double Seconds
)
{
    /// <summary>How an operation of a given name goes through its tensor.</summary>
    /// <param name="operation">Name in the measured rows.</param>
    public static ElementwiseKind KindOf(string operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Contains("norm", StringComparison.Ordinal) || operation.Contains("softmax", StringComparison.Ordinal)
                ? ElementwiseKind.Norm
            : operation.Contains("act", StringComparison.Ordinal) ? ElementwiseKind.Activation
            : operation.Contains("rope", StringComparison.Ordinal) ? ElementwiseKind.Rotary
            : ElementwiseKind.Stream;
    }
}
