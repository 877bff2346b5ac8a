namespace LlmCostSim.Operators;

/// <summary>How a memory-bound kernel goes through its tensor.</summary>
internal enum ElementwiseKind
{
    /// <summary>A plain stream: residual addition, copy, dropout, cast, optimizer step.</summary>
    Stream,

    /// <summary>Rotary positions: pairs of elements, one block of threads a row.</summary>
    Rotary,

    /// <summary>Layer or RMS norm, softmax, cross-entropy: reductions along a row, one block a row.</summary>
    Norm,

    /// <summary>Activation function, gated or not, one block a row.</summary>
    Activation,
}
