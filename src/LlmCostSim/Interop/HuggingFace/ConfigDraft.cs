using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>What a model class and its own keys have settled before the keys that all classes share are read.</summary>
internal sealed class ConfigDraft
{
    /// <summary>Starts from what the class fixes.</summary>
    public ConfigDraft(ConfigFamily family)
    {
        Norm = family.Norm;
        Placement = family.Placement;
        Positions = family.Positions;
        Gated = family.Gated;
        Activation = family.Activation;
        QkvBias = family.QkvBias;
        OutputBias = family.OutputBias;
        FeedForwardBias = family.FeedForwardBias;
        QkNorm = family.QkNorm;
        HeadDim = family.HeadDim > 0 ? family.HeadDim : null;
    }

    public NormKind Norm { get; set; }

    public NormPlacement Placement { get; set; }

    public PositionKind Positions { get; set; }

    public bool Gated { get; set; }

    public string Activation { get; set; }

    public bool QkvBias { get; set; }

    public bool OutputBias { get; set; }

    public bool FeedForwardBias { get; set; }

    public QkNormKind QkNorm { get; set; }

    /// <summary>Channels per head where the shared key is absent.</summary>
    public int? HeadDim { get; set; }

    /// <summary>Key-value heads, where the class has keys of its own for them.</summary>
    public int? KeyValueHeads { get; set; }

    /// <summary>Inner width, where the class has keys of its own for it.</summary>
    public int? FeedForwardSize { get; set; }

    public int EncoderLayers { get; set; }

    /// <summary>Decoder layers, where the class has keys of its own for them.</summary>
    public int? Layers { get; set; }

    /// <summary>Rows of a table of position biases.</summary>
    public int BiasBuckets { get; set; }

    public MixtureSpec? Mixture { get; set; }
}
