using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>Reads the architecture of a model file; members that are absent keep the value of the base, or the usual one.</summary>
internal static class ArchitectureReader
{
    public static ModelSpec Read(FactReader facts, string id, ModelSpec? parent)
    {
        var spec = new ModelSpec
        {
            Id = id,
            Layers = Count(facts, "layers", parent?.Layers),
            EncoderLayers = facts.OptionalInteger("encoderLayers") ?? parent?.EncoderLayers ?? 0,
            HiddenSize = Count(facts, "hiddenSize", parent?.HiddenSize),
            Attention = facts.OptionalObject("attention") is { } attention
                ? ReadAttention(attention, parent?.Attention)
                : parent?.Attention ?? throw new FormatException($"{facts.Path}.attention: required object is missing"),
            FeedForward = Kind(facts, "feedForward", parent?.FeedForward),
            FeedForwardSize = Count(facts, "feedForwardSize", parent?.FeedForwardSize),
            FeedForwardBias = facts.Flag("feedForwardBias", parent?.FeedForwardBias ?? false),
            Mixture = facts.OptionalObject("mixture") is { } mixture ? ReadMixture(mixture) : parent?.Mixture,
            Norm = Kind(facts, "norm", parent?.Norm),
            NormPlacement = facts.Has("normPlacement")
                ? facts.Choice<NormPlacement>("normPlacement")
                : parent?.NormPlacement ?? NormPlacement.Pre,
            EmbeddingNorm = facts.Flag("embeddingNorm", parent?.EmbeddingNorm ?? false),
            Positions = Kind(facts, "positions", parent?.Positions),
            PositionRows = facts.OptionalInteger("positionRows") ?? parent?.PositionRows ?? 0,
            Vocabulary = Count(facts, "vocabulary", parent?.Vocabulary),
            TiedEmbeddings = facts.Flag("tiedEmbeddings", parent?.TiedEmbeddings ?? false),
            HeadBias = facts.Flag("headBias", parent?.HeadBias ?? false),
            MaxSequence = Count(facts, "maxSequence", parent?.MaxSequence),
        };
        facts.Complete();
        return spec;
    }

    private static AttentionSpec ReadAttention(FactReader facts, AttentionSpec? parent)
    {
        var attention = new AttentionSpec
        {
            Heads = Count(facts, "heads", parent?.Heads),
            KeyValueHeads = Count(facts, "keyValueHeads", parent?.KeyValueHeads),
            HeadDim = Count(facts, "headDim", parent?.HeadDim),
            QkvBias = facts.Flag("qkvBias", parent?.QkvBias ?? false),
            OutputBias = facts.Flag("outputBias", parent?.OutputBias ?? false),
            QkNorm = facts.Has("qkNorm") ? facts.Choice<QkNormKind>("qkNorm") : parent?.QkNorm ?? QkNormKind.None,
            SlidingWindow = facts.OptionalInteger("slidingWindow") ?? parent?.SlidingWindow ?? 0,
            SlidingWindowEvery = facts.OptionalInteger("slidingWindowEvery") ?? parent?.SlidingWindowEvery ?? 1,
            Latent = facts.OptionalObject("latent") is { } latent ? ReadLatent(latent) : parent?.Latent,
        };
        facts.Complete();
        return attention;
    }

    private static LatentAttentionSpec ReadLatent(FactReader facts)
    {
        var latent = new LatentAttentionSpec(
            facts.Integer("queryRank"),
            facts.Integer("keyValueRank"),
            facts.Integer("nopeDim"),
            facts.Integer("ropeDim"),
            facts.Integer("valueDim")
        );
        facts.Complete();
        return latent;
    }

    private static MixtureSpec ReadMixture(FactReader facts)
    {
        var mixture = new MixtureSpec
        {
            Experts = Count(facts, "experts", null),
            ExpertsPerToken = Count(facts, "expertsPerToken", null),
            ExpertSize = Count(facts, "expertSize", null),
            SharedExpertSize = facts.OptionalInteger("sharedExpertSize") ?? 0,
            DenseLayers = facts.OptionalInteger("denseLayers") ?? 0,
            RouterBias = facts.Flag("routerBias"),
            SharedExpertGate = facts.Flag("sharedExpertGate"),
        };
        facts.Complete();
        return mixture;
    }

    private static int Count(FactReader facts, string name, int? inherited)
    {
        int value = inherited is int known && !facts.Has(name) ? known : facts.Integer(name);
        return value > 0 ? value : throw new FormatException($"{facts.Path}.{name}: must be above 0");
    }

    private static T Kind<T>(FactReader facts, string name, T? inherited)
        where T : struct, Enum => inherited is { } known && !facts.Has(name) ? known : facts.Choice<T>(name);
}
