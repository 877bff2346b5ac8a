namespace LlmCostSim.Models;

/// <summary>
/// The architecture of one transformer language model: everything that its parameters, arithmetic and memory depend on. Immutable.
/// </summary>
public sealed record ModelSpec
{
    /// <summary>Catalogue id, such as <c>falcon-7b</c>; free text for a model of one's own.</summary>
    public required string Id { get; init; }

    /// <summary>Decoder layers, 1 or more.</summary>
    public required int Layers { get; init; }

    /// <summary>
    /// Encoder layers; 0 (the default) for a decoder-only model. The decoder then attends to the encoder's output in every layer.
    /// </summary>
    public int EncoderLayers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Self-attention, and the shape of cross-attention where there is an encoder.</summary>
    public required AttentionSpec Attention { get; init; }

    /// <summary>Activation of the feed-forward block (of each expert, too).</summary>
    public required FeedForwardKind FeedForward { get; init; }

    /// <summary>Inner width of the dense feed-forward block.</summary>
    public required int FeedForwardSize { get; init; }

    /// <summary>Whether the feed-forward matrices have biases; not by default.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Mixture of experts; <see langword="null"/> (the default): a dense model.</summary>
    public MixtureSpec? Mixture { get; init; }

    /// <summary>Normalisation.</summary>
    public required NormKind Norm { get; init; }

    /// <summary>Where layers normalise, and whether attention and feed-forward run side by side; before each by default.</summary>
    public NormPlacement NormPlacement { get; init; }

    /// <summary>Whether the embedding has a norm of its own (BLOOM); not by default.</summary>
    public bool EmbeddingNorm { get; init; }

    /// <summary>Position encoding.</summary>
    public required PositionKind Positions { get; init; }

    /// <summary>Rows of the learned position table (with OPT's two extra), or buckets of T5's bias; 0 (the default): no table.</summary>
    public int PositionRows { get; init; }

    /// <summary>Rows of the embedding, as stored: padding included.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Whether the output head shares the embedding's weights; not by default.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Whether the output head has a bias (GPT-J, phi); not by default.</summary>
    public bool HeadBias { get; init; }

    /// <summary>Longest sequence the model was made for, in tokens; 0 (the default): not known.</summary>
    public int MaxSequence { get; init; }

    /// <summary>Whether the feed-forward block has a gate, and so three matrices.</summary>
    internal bool Gated => FeedForward is FeedForwardKind.SwiGlu or FeedForwardKind.GeGlu;

    /// <summary>Whether layer <paramref name="index"/> (from 0, decoder layers) has experts.</summary>
    internal bool IsMixtureLayer(int index) => Mixture is { } mixture && index >= mixture.DenseLayers;

    /// <summary>The window of layer <paramref name="index"/> (from 0); 0: full attention.</summary>
    internal int WindowOf(int index) =>
        Attention.SlidingWindow > 0 && index % Attention.SlidingWindowEvery == 0 ? Attention.SlidingWindow : 0;
}
