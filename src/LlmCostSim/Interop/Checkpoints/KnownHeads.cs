using System.Globalization;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>What an architecture needs beside the shapes of its tensors.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key-value heads.</param>
/// <param name="HeadDim">Channels per head.</param>
internal sealed record KnownHeads(int Heads, int KeyValueHeads, int HeadDim)
{
    /// <summary>Layers, where stated beside the tensors.</summary>
    public int? Layers { get; init; }

    public int MaxSequence { get; init; }

    /// <summary>Experts that a token visits; 0: not known.</summary>
    public int ExpertsPerToken { get; init; }

    public int SlidingWindow { get; init; }

    public LatentAttentionSpec? Latent { get; init; }

    /// <summary>
    /// A model of the catalogue with the same shapes knows its heads; otherwise the norm of the queries tells the head size, or the usual
    /// one is assumed.
    /// </summary>
    public static KnownHeads? Guess(TensorShapes tensors, ImportDraft draft)
    {
        foreach (ModelEntry entry in ModelCatalog.Default.Models)
        {
            ModelSpec spec = entry.Spec;
            if (tensors.Match(spec))
            {
                draft.Warnings.Add("tensors", $"heads are not in the shapes; they are those of {spec.Id}, which has the same shapes");
                return new KnownHeads(spec.Attention.Heads, spec.Attention.KeyValueHeads, spec.Attention.HeadDim)
                {
                    MaxSequence = spec.MaxSequence,
                    ExpertsPerToken = spec.Mixture?.ExpertsPerToken ?? 0,
                    SlidingWindow = spec.Attention.SlidingWindow,
                    Latent = spec.Attention.Latent,
                };
            }
        }

        return FromShapes(tensors, draft);
    }

    private static KnownHeads? FromShapes(TensorShapes tensors, ImportDraft draft)
    {
        if (tensors.IsMixture || tensors.IsLatent)
        {
            draft.Warnings.Add(
                "tensors",
                "experts per token and the parts of latent heads are not in the shapes; give the config.json beside the file"
            );
            return null;
        }

        long query = tensors.QueryRows,
            keys = tensors.KeyRows;
        long dim =
            tensors.QueryNorm is > 0 and var norm && norm < query ? norm
            : query % 128 == 0 && keys % 128 == 0 ? 128
            : 64;
        if (query > ConfigFields.Widest || query % dim != 0 || keys % dim != 0 || keys == 0 || query / dim % (keys / dim) != 0)
        {
            draft.Warnings.Add("tensors", "heads cannot be read off the shapes; give the config.json beside the file");
            return null;
        }

        if (tensors.QueryNorm == 0)
        {
            draft.Warnings.Add(
                "tensors",
                string.Create(CultureInfo.InvariantCulture, $"heads are not in the shapes; a head size of {dim} is assumed")
            );
        }

        return new KnownHeads((int)(query / dim), (int)(keys / dim), (int)dim);
    }
}
