using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>GPTs that no catalogue has, of the dimensions that a row states.</summary>
internal static class GptArchitecture
{
    /// <summary>Rows of GPT-2's vocabulary, padded to a multiple of 128 for up to eight tensor-parallel ranks (Megatron-LM).</summary>
    private const int PaddedVocabulary = 51200;

    /// <summary>Tokens of a sequence where nobody says: GPT-3's (Brown et al. 2020).</summary>
    public const int UsualLength = 2048;

    /// <summary>A GPT (Radford et al. 2019): four-fold feed-forward, learned positions, biases, tied head.</summary>
    /// <param name="id">Name of the model.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="headDim">Channels per head.</param>
    /// <param name="vocabulary">Rows of the embedding; <see langword="null"/>: GPT-2's, padded.</param>
    /// <param name="longest">Longest sequence.</param>
    public static ModelSpec Of(string id, int layers, int heads, int headDim, int? vocabulary, int longest) =>
        new()
        {
            Id = id,
            Layers = layers,
            HiddenSize = heads * headDim,
            Attention = new AttentionSpec
            {
                Heads = heads,
                KeyValueHeads = heads,
                HeadDim = headDim,
                QkvBias = true,
                OutputBias = true,
            },
            FeedForward = FeedForwardKind.Gelu,
            FeedForwardSize = 4 * heads * headDim,
            FeedForwardBias = true,
            Norm = NormKind.LayerNorm,
            Positions = PositionKind.Learned,
            PositionRows = longest,
            Vocabulary = vocabulary ?? PaddedVocabulary,
            TiedEmbeddings = true,
            MaxSequence = longest,
        };
}
