namespace LlmCostSim.Inference;

/// <summary>Kinds of a layer's matrices that the mixtures of GGUF files tell apart.</summary>
internal enum GgufTensor
{
    /// <summary>Value projection.</summary>
    Value,

    /// <summary>Query and key projections.</summary>
    QueryKey,

    /// <summary>Attention's output projection.</summary>
    Output,

    /// <summary>Down projection.</summary>
    Down,

    /// <summary>Gate and up projections and all others.</summary>
    Other,
}
