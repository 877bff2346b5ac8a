namespace LlmCostSim.Strategies;

/// <summary>Matrices that carry an adapter.</summary>
[Flags]
public enum AdapterTargets
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Query projection.</summary>
    Query = 1,

    /// <summary>Key projection.</summary>
    Key = 2,

    /// <summary>Value projection.</summary>
    Value = 4,

    /// <summary>Attention output projection.</summary>
    Output = 8,

    /// <summary>Feed-forward matrices.</summary>
    FeedForward = 16,

    /// <summary>Output head.</summary>
    Head = 32,

    /// <summary>Every linear matrix of the layers (QLoRA's choice).</summary>
    AllLinear = Query | Key | Value | Output | FeedForward,
}
