namespace LlmCostSim.Operators;

/// <summary>Properties of an operation that the readings of a program depend on.</summary>
[Flags]
internal enum OpTraits : byte
{
    /// <summary>Forward only.</summary>
    None = 0,

    /// <summary>The gradient of its input is computed in the backward pass.</summary>
    DataGradient = 1,

    /// <summary>The gradient of its weights is computed in the backward pass.</summary>
    WeightGradient = 2,

    /// <summary>Part of the attention core, which selective recomputation drops and computes again.</summary>
    AttentionCore = 4,

    /// <summary>Its parameters are trained.</summary>
    Trained = 8,

    /// <summary>Runs in the backward pass only.</summary>
    BackwardOnly = 16,

    /// <summary>Not part of the model's own arithmetic (adapters, dequantisation): counted as hardware work only.</summary>
    Auxiliary = 32,
}
