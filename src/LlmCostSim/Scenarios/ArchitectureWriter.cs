using System.Text.Json;
using LlmCostSim.Models;

namespace LlmCostSim.Scenarios;

/// <summary>Writes an architecture in the form that scenarios and model files have; members at their usual value are left out.</summary>
internal static class ArchitectureWriter
{
    /// <summary>Writes the members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, ModelSpec model)
    {
        writer.WriteNumber("layers", model.Layers);
        writer.WriteNonZero("encoderLayers", model.EncoderLayers);
        writer.WriteNumber("hiddenSize", model.HiddenSize);
        WriteAttention(writer, model.Attention);
        writer.WriteString("feedForward", ScenarioNames.Of(ScenarioNames.FeedForwards, model.FeedForward));
        writer.WriteNumber("feedForwardSize", model.FeedForwardSize);
        writer.WriteTrue("feedForwardBias", model.FeedForwardBias);
        if (model.Mixture is { } mixture)
        {
            WriteMixture(writer, mixture);
        }

        writer.WriteString("norm", ScenarioNames.Of(ScenarioNames.Norms, model.Norm));
        if (model.NormPlacement != NormPlacement.Pre)
        {
            writer.WriteString("normPlacement", ScenarioNames.Of(ScenarioNames.NormPlacements, model.NormPlacement));
        }

        writer.WriteTrue("embeddingNorm", model.EmbeddingNorm);
        writer.WriteString("positions", ScenarioNames.Of(ScenarioNames.Positions, model.Positions));
        if (model.PositionRows > 0 || model.Positions is PositionKind.Learned or PositionKind.T5Bias)
        {
            writer.WriteNumber("positionRows", model.PositionRows);
        }

        writer.WriteNumber("vocabulary", model.Vocabulary);
        writer.WriteTrue("tiedEmbeddings", model.TiedEmbeddings);
        writer.WriteTrue("headBias", model.HeadBias);
        writer.WriteNonZero("maxSequence", model.MaxSequence);
    }

    private static void WriteAttention(Utf8JsonWriter writer, AttentionSpec attention)
    {
        writer.WriteStartObject("attention");
        writer.WriteNumber("heads", attention.Heads);
        writer.WriteNumber("keyValueHeads", attention.KeyValueHeads);
        writer.WriteNumber("headDim", attention.HeadDim);
        writer.WriteTrue("qkvBias", attention.QkvBias);
        writer.WriteTrue("outputBias", attention.OutputBias);
        if (attention.QkNorm != QkNormKind.None)
        {
            writer.WriteString("qkNorm", ScenarioNames.Of(ScenarioNames.QkNorms, attention.QkNorm));
        }

        writer.WriteNonZero("slidingWindow", attention.SlidingWindow);
        if (attention.SlidingWindowEvery != 1)
        {
            writer.WriteNumber("slidingWindowEvery", attention.SlidingWindowEvery);
        }

        if (attention.Latent is { } latent)
        {
            writer.WriteStartObject("latent");
            writer.WriteNumber("queryRank", latent.QueryRank);
            writer.WriteNumber("keyValueRank", latent.KeyValueRank);
            writer.WriteNumber("nopeDim", latent.NopeDim);
            writer.WriteNumber("ropeDim", latent.RopeDim);
            writer.WriteNumber("valueDim", latent.ValueDim);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteMixture(Utf8JsonWriter writer, MixtureSpec mixture)
    {
        writer.WriteStartObject("mixture");
        writer.WriteNumber("experts", mixture.Experts);
        writer.WriteNumber("expertsPerToken", mixture.ExpertsPerToken);
        writer.WriteNumber("expertSize", mixture.ExpertSize);
        writer.WriteNonZero("sharedExpertSize", mixture.SharedExpertSize);
        writer.WriteNonZero("denseLayers", mixture.DenseLayers);
        writer.WriteTrue("routerBias", mixture.RouterBias);
        writer.WriteTrue("sharedExpertGate", mixture.SharedExpertGate);
        writer.WriteEndObject();
    }
}
