using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>Reads an architecture off the shapes of a checkpoint's tensors, under the names that GGUF has for them.</summary>
internal static class TensorArchitecture
{
    /// <summary>The architecture of a GGUF file, whose metadata tell what shapes do not.</summary>
    public static ModelSpec? FromGguf(IReadOnlyDictionary<string, long[]> shapes, GgufMetadata metadata, ImportDraft draft)
    {
        var tensors = new TensorShapes(shapes);
        if (metadata.Architecture.Length == 0 || tensors.Layers == 0 || tensors.Embedding is not { } embedding)
        {
            draft.Warnings.Add("tensors", "no architecture: general.architecture, blk.0 or token_embd.weight is missing");
            return null;
        }

        int hidden = metadata.Int("embedding_length", ConfigFields.Widest) ?? embedding.Hidden;
        int heads = metadata.Int("attention.head_count", ConfigFields.MostParts) ?? 0;
        if (heads == 0)
        {
            draft.Errors.Add($"{metadata.Architecture}.attention.head_count", "is missing");
            return null;
        }

        int keyValueHeads = metadata.Int("attention.head_count_kv", ConfigFields.MostParts) ?? heads;
        int headDim = metadata.Int("attention.key_length", ConfigFields.Widest) ?? Math.Max(1, hidden / heads);
        var known = new KnownHeads(heads, keyValueHeads, headDim)
        {
            Layers = metadata.Int("block_count", ConfigFields.MostParts),
            MaxSequence = metadata.Int("context_length", int.MaxValue) ?? 0,
            ExpertsPerToken = metadata.Int("expert_used_count", ConfigFields.MostParts, 0) ?? 0,
            SlidingWindow = metadata.Int("attention.sliding_window", int.MaxValue, 0) ?? 0,
            Latent = ReadLatent(metadata, headDim),
        };
        ReadWhatShapesTell(metadata);
        return tensors.Build(metadata.Text("general.basename") is { Length: <= 64 } name ? name : "imported", known, draft);
    }

    /// <summary>
    /// The architecture of a safetensors checkpoint with the names of LLaMA-like models; <see langword="null"/> where they are others, or
    /// shapes do not tell enough.
    /// </summary>
    public static ModelSpec? FromSafetensors(IReadOnlyDictionary<string, long[]> shapes, ImportDraft draft)
    {
        var renamed = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in shapes)
        {
            if (TensorNames.ToGguf(name, shapes) is { } canonical)
            {
                renamed.TryAdd(canonical, shape);
            }
        }

        var tensors = new TensorShapes(renamed);
        if (tensors.Layers == 0 || tensors.Embedding is null || tensors.QueryRows == 0)
        {
            draft.Warnings.Add(
                "tensors",
                "the architecture cannot be read off these names or packed shapes; give the config.json beside the file"
            );
            return null;
        }

        return KnownHeads.Guess(tensors, draft) is { } known ? tensors.Build("imported", known, draft) : null;
    }

    private static LatentAttentionSpec? ReadLatent(GgufMetadata metadata, int headDim)
    {
        if (metadata.Int("attention.kv_lora_rank", ConfigFields.Widest) is not { } rank)
        {
            return null;
        }

        // Files that keep the compressed cache give the sizes before compression under names of their own.
        int whole = metadata.Int("attention.key_length_mla", ConfigFields.Widest) ?? headDim;
        int rope = metadata.Int("rope.dimension_count", ConfigFields.Widest) ?? 64;
        int value =
            metadata.Int("attention.value_length_mla", ConfigFields.Widest)
            ?? metadata.Int("attention.value_length", ConfigFields.Widest)
            ?? 128;
        return new LatentAttentionSpec(
            metadata.Int("attention.q_lora_rank", ConfigFields.Widest) ?? 0,
            rank,
            Math.Max(1, whole - rope),
            rope,
            value
        );
    }

    // Stated twice in a file; the shapes are taken.
    private static void ReadWhatShapesTell(GgufMetadata metadata)
    {
        foreach (
            string key in (ReadOnlySpan<string>)
                [
                    "feed_forward_length",
                    "vocab_size",
                    "expert_count",
                    "expert_feed_forward_length",
                    "expert_shared_feed_forward_length",
                    "expert_shared_count",
                    "leading_dense_block_count",
                    "attention.value_length",
                    "rope.dimension_count",
                ]
        )
        {
            metadata.Length($"{metadata.Architecture}.{key}");
        }
    }
}
