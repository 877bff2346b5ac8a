namespace LlmCostSim.Lowering;

/// <summary>The distinct kinds of layer of a model.</summary>
internal enum LayerKind
{
    /// <summary>Decoder layer with a dense feed-forward block.</summary>
    Dense,

    /// <summary>Decoder layer with experts.</summary>
    Mixture,

    /// <summary>Encoder layer: attention without a causal mask.</summary>
    Encoder,

    /// <summary>Decoder layer with attention to the encoder's output.</summary>
    CrossDecoder,
}
