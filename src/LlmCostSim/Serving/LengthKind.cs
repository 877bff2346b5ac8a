namespace LlmCostSim.Serving;

/// <summary>Family of a distribution of lengths.</summary>
public enum LengthKind
{
    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>Equally likely from the least to the largest.</summary>
    Uniform,

    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Log-normal: long tail to the right, the usual shape of prompts and answers.</summary>
    LogNormal,

    /// <summary>Exponential.</summary>
    Exponential,

    /// <summary>One of given lengths, each with its weight.</summary>
    Empirical,
}
