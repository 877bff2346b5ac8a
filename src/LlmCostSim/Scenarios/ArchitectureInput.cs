using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Scenarios;

/// <summary>Reads an architecture that is written out in a scenario; member names are those of the model catalogue's files.</summary>
internal static class ArchitectureInput
{
    /// <summary>More layers, heads or experts than any model has by far.</summary>
    public const int MostLayers = 100_000;

    /// <summary>Wider than any model by far.</summary>
    public const int Widest = 16_777_216;

    /// <summary>Reads the members of an architecture and closes the object.</summary>
    /// <param name="input">The object.</param>
    /// <param name="parent">Architecture whose values stand where the author is silent; <see langword="null"/>: the members are
    /// required.</param>
    /// <returns>The architecture, or <see langword="null"/> (noted) where something is wrong.</returns>
    public static ModelSpec? Read(JsonObjectInput input, ModelSpec? parent)
    {
        var before = input.Problems.Count;
        var id = input.Text("id") ?? input.Text("name") ?? "custom";
        var layers = Size(input, "layers", parent?.Layers, MostLayers);
        var hidden = Size(input, "hiddenSize", parent?.HiddenSize, Widest);
        var attention = ReadAttention(input, parent?.Attention, hidden);
        var feedForward = Kind(input, "feedForward", ScenarioNames.FeedForwards, parent?.FeedForward);
        var feedForwardSize = Size(input, "feedForwardSize", parent?.FeedForwardSize, Widest);
        var norm = Kind(input, "norm", ScenarioNames.Norms, parent?.Norm);
        var positions = Kind(input, "positions", ScenarioNames.Positions, parent?.Positions);
        var maxSequence = input.Int("maxSequence", 1) ?? parent?.MaxSequence ?? 0;
        var tableRows = positions switch
        {
            PositionKind.Learned => maxSequence,
            PositionKind.T5Bias => 32,
            _ => 0,
        };
        var spec = new ModelSpec
        {
            Id = id,
            Layers = layers,
            EncoderLayers = input.Int("encoderLayers", 0, MostLayers) ?? parent?.EncoderLayers ?? 0,
            HiddenSize = hidden,
            Attention = attention,
            FeedForward = feedForward,
            FeedForwardSize = feedForwardSize,
            FeedForwardBias = input.Bool("feedForwardBias") ?? parent?.FeedForwardBias ?? false,
            Mixture = ReadMixture(input, layers) ?? parent?.Mixture,
            Norm = norm,
            NormPlacement = input.Choice("normPlacement", ScenarioNames.NormPlacements) ?? parent?.NormPlacement ?? NormPlacement.Pre,
            EmbeddingNorm = input.Bool("embeddingNorm") ?? parent?.EmbeddingNorm ?? false,
            Positions = positions,
            PositionRows = input.Int("positionRows") ?? parent?.PositionRows ?? tableRows,
            Vocabulary = Size(input, "vocabulary", parent?.Vocabulary, Widest),
            TiedEmbeddings = input.Bool("tiedEmbeddings") ?? parent?.TiedEmbeddings ?? false,
            HeadBias = input.Bool("headBias") ?? parent?.HeadBias ?? false,
            MaxSequence = maxSequence,
        };
        input.Close();
        return input.Problems.Count == before ? spec : null;
    }

    private static AttentionSpec ReadAttention(JsonObjectInput input, AttentionSpec? parent, int hidden)
    {
        var member = parent is null ? input.Required("attention") : input.Member("attention");
        if (member?.AsObject() is not { } attention)
        {
            return parent
                ?? new AttentionSpec
                {
                    Heads = 1,
                    KeyValueHeads = 1,
                    HeadDim = 1,
                };
        }

        var heads = Size(attention, "heads", parent?.Heads, Widest);
        var keyValueHeads = attention.Int("keyValueHeads", 1, Widest) ?? parent?.KeyValueHeads ?? heads;
        var spec = new AttentionSpec
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadDim = attention.Int("headDim", 1, Widest) ?? parent?.HeadDim ?? Math.Max(1, hidden / heads),
            QkvBias = attention.Bool("qkvBias") ?? parent?.QkvBias ?? false,
            OutputBias = attention.Bool("outputBias") ?? parent?.OutputBias ?? false,
            QkNorm = attention.Choice("qkNorm", ScenarioNames.QkNorms) ?? parent?.QkNorm ?? QkNormKind.None,
            SlidingWindow = attention.Int("slidingWindow") ?? parent?.SlidingWindow ?? 0,
            SlidingWindowEvery = attention.Int("slidingWindowEvery", 1, MostLayers) ?? parent?.SlidingWindowEvery ?? 1,
            Latent = ReadLatent(attention) ?? parent?.Latent,
        };
        if (heads % keyValueHeads != 0)
        {
            attention.Value.Problem($"keyValueHeads {keyValueHeads} must divide heads {heads}");
        }

        attention.Close();
        return spec;
    }

    private static LatentAttentionSpec? ReadLatent(JsonObjectInput attention)
    {
        if (attention.Object("latent") is not { } latent)
        {
            return null;
        }

        var spec = new LatentAttentionSpec(
            latent.Int("queryRank", 0, Widest) ?? 0,
            latent.RequiredInt("keyValueRank", 1, Widest) ?? 1,
            latent.RequiredInt("nopeDim", 1, Widest) ?? 1,
            latent.RequiredInt("ropeDim", 0, Widest) ?? 0,
            latent.RequiredInt("valueDim", 1, Widest) ?? 1
        );
        latent.Close();
        return spec;
    }

    private static MixtureSpec? ReadMixture(JsonObjectInput input, int layers)
    {
        if (input.Object("mixture") is not { } mixture)
        {
            return null;
        }

        var spec = new MixtureSpec
        {
            Experts = mixture.RequiredInt("experts", 1, MostLayers) ?? 1,
            ExpertsPerToken = mixture.RequiredInt("expertsPerToken", 1, MostLayers) ?? 1,
            ExpertSize = mixture.RequiredInt("expertSize", 1, Widest) ?? 1,
            SharedExpertSize = mixture.Int("sharedExpertSize", 0, Widest) ?? 0,
            DenseLayers = mixture.Int("denseLayers", 0, MostLayers) ?? 0,
            RouterBias = mixture.Bool("routerBias") ?? false,
            SharedExpertGate = mixture.Bool("sharedExpertGate") ?? false,
        };
        if (spec.ExpertsPerToken > spec.Experts)
        {
            mixture.Value.Problem($"expertsPerToken {spec.ExpertsPerToken} must not exceed experts {spec.Experts}");
        }

        if (spec.DenseLayers > layers)
        {
            mixture.Value.Problem($"denseLayers {spec.DenseLayers} must not exceed layers {layers}");
        }

        mixture.Close();
        return spec;
    }

    private static int Size(JsonObjectInput input, string name, int? parent, int max) =>
        (parent is null ? input.RequiredInt(name, 1, max) : input.Int(name, 1, max)) ?? parent ?? 1;

    private static T Kind<T>(JsonObjectInput input, string name, (string Name, T Value)[] names, T? parent)
        where T : struct => (parent is null ? input.Required(name) : input.Member(name))?.AsChoice(names) ?? parent ?? default;
}
