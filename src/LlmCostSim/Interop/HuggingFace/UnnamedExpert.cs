namespace LlmCostSim.Interop;

/// <summary>How wide an expert is that every token of a mixture visits, where the configuration has no key for it.</summary>
internal enum UnnamedExpert
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>As wide as one routed expert (Llama 4).</summary>
    LikeRouted,

    /// <summary>As wide as the hidden size (the residual block of Arctic).</summary>
    LikeHidden,
}
