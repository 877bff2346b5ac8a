namespace LlmCostSim.Models;

/// <summary>How a model encodes positions.</summary>
public enum PositionKind
{
    /// <summary>Rotary embedding of queries and keys; no parameters.</summary>
    Rope,

    /// <summary>Linear bias on the attention scores; no parameters.</summary>
    Alibi,

    /// <summary>A learned vector per position.</summary>
    Learned,

    /// <summary>T5's learned, bucketed bias on the scores, one table per stack.</summary>
    T5Bias,
}
