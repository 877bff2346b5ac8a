using LlmCostSim.Hardware;
using LlmCostSim.Operators;

namespace LlmCostSim.Calibration;

/// <summary>
/// One measured fused attention: a prefill if <see cref="QueryLength"/> counts new tokens, a decode if <see cref="IsDecode"/>.
/// </summary>
internal sealed record AttentionRow
{
    /// <summary>Data source, such as <c>aic-vllm-0.14.0</c>; its library is found by it.</summary>
    public required string Source { get; init; }

    /// <summary>Format of the operands of a prefill, and of the cache.</summary>
    public required NumberFormat Format { get; init; }

    /// <summary>Whether this is a decode: one new token against <see cref="PastLength"/> cached ones.</summary>
    public required bool IsDecode { get; init; }

    /// <summary>Sequences.</summary>
    public required int Batch { get; init; }

    /// <summary>New tokens per sequence; 1 in a decode.</summary>
    public required int QueryLength { get; init; }

    /// <summary>Prefill: tokens cached before. Decode: the whole context.</summary>
    public required int PastLength { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key-value heads.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Head dimension of queries, keys and values.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Sliding window; 0: none.</summary>
    public required int Window { get; init; }

    /// <summary>Measured time, seconds.</summary>
    public required double MeasuredSeconds { get; init; }

    /// <summary>Seconds that a kernel model predicts for a prefill.</summary>
    /// <param name="kernel">The model.</param>
    public double Predict(in AttentionPrefillKernel kernel) =>
        kernel.Seconds(new AttentionShape(Batch, QueryLength, PastLength, Heads, KvHeads, HeadDim, HeadDim, Window));

    /// <summary>Seconds that a kernel model predicts for a decode.</summary>
    /// <param name="kernel">The model.</param>
    public double Predict(in AttentionDecodeKernel kernel) =>
        kernel.Seconds(Batch, PastLength, Heads, KvHeads, HeadDim, HeadDim, Window, Format.ActivationBytes());

    /// <summary>Whether the shape is kept back from fits: one shape in five.</summary>
    public bool IsHeldOut => ShapeSplit.IsHeldOut(5, Batch, QueryLength, PastLength, Heads, KvHeads, HeadDim, Window);
}
