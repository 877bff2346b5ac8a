using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>One measured causal attention of a training step.</summary>
/// <param name="IsBackward">Backward pass.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Length">Tokens per sequence.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KvHeads">Key-value heads.</param>
/// <param name="QueryDim">Dimension of queries and keys.</param>
/// <param name="ValueDim">Dimension of values.</param>
/// <param name="Seconds">Measured time.</param>
internal sealed record TrainingAttentionRow(
    bool IsBackward,
    double Batch,
    double Length,
    int Heads,
    int KvHeads,
    int QueryDim,
    int ValueDim,
    double Seconds
)
{
    /// <summary>Whether the row's shape is kept back for judging (one shape in four).</summary>
    public bool IsHeldOut => ShapeSplit.IsHeldOut(4, (long)Length, Heads, KvHeads, QueryDim);

    /// <summary>Floating-point operations as SimuMax' table counts them: not halved by the causal mask.</summary>
    public static double Flops(bool backward, double batch, double length, double heads, double queryDim, double valueDim) =>
        2 * batch * heads * length * length * (queryDim + valueDim) * (backward ? AttentionPrefillKernel.BackwardFlopRatio : 1);

    /// <summary>Time that a kernel model predicts.</summary>
    /// <param name="kernel">The model.</param>
    /// <returns>Seconds.</returns>
    public double Predict(in AttentionPrefillKernel kernel) => IsBackward ? kernel.BackwardSeconds(Shape) : kernel.Seconds(Shape);

    private AttentionShape Shape => new(Batch, Length, 0, Heads, KvHeads, QueryDim, ValueDim);
}
