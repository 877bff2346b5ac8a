using LlmCostSim.Facts;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>What a Hugging Face model class fixes without a key in its <c>config.json</c>, and the defaults of its keys.</summary>
internal sealed record ConfigFamily
{
    private const string File = "Interop/Data/hugging-face.json";

    /// <summary>Values of <c>model_type</c>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Which reader knows its keys: <c>standard</c>, <c>falcon</c>, <c>mpt</c>, <c>dbrx</c> or <c>t5</c>.</summary>
    public string Reader { get; init; } = "standard";

    public NormKind Norm { get; init; }

    public NormPlacement Placement { get; init; }

    public PositionKind Positions { get; init; }

    /// <summary>Rows of the position table beyond the longest sequence.</summary>
    public int PositionOffset { get; init; }

    /// <summary>Whether the feed-forward block has a gate.</summary>
    public bool Gated { get; init; }

    /// <summary>Activation where the file names none.</summary>
    public string Activation { get; init; } = "silu";

    public bool QkvBias { get; init; }

    public bool OutputBias { get; init; }

    /// <summary>Whether <c>attention_bias</c> holds for the output projection, too.</summary>
    public bool OutputBiasFollows { get; init; } = true;

    public bool FeedForwardBias { get; init; }

    public bool HeadBias { get; init; }

    /// <summary>Whether the head shares the embedding where the file does not say.</summary>
    public bool Tied { get; init; }

    public bool EmbeddingNorm { get; init; }

    public QkNormKind QkNorm { get; init; }

    /// <summary>Channels per head where the file does not say; 0: hidden size over heads.</summary>
    public int HeadDim { get; init; }

    /// <summary>Window where the file has no key for it; 0: none.</summary>
    public int SlidingWindow { get; init; }

    public int SlidingWindowEvery { get; init; } = 1;

    public bool MultiQuery { get; init; }

    public bool Mixture { get; init; }

    public bool Latent { get; init; }

    public bool RouterBias { get; init; }

    public bool SharedExpertGate { get; init; }

    /// <summary>Width of an expert that every token visits and for which the file has no key.</summary>
    public UnnamedExpert SharedExpert { get; init; }

    /// <summary>Whether the file's inner width is that of both halves of the gated block together (Qwen of 2023).</summary>
    public bool WidthOfBothHalves { get; init; }

    /// <summary>Heads where the file does not say; 0: it has to.</summary>
    public int Heads { get; init; }

    /// <summary>Key-value heads where the file does not say; 0: as many as heads.</summary>
    public int KeyValueHeads { get; init; }

    /// <summary>Rows of the embedding where the file does not say; 0: it has to.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Longest sequence where the file does not say; 0: not known.</summary>
    public int MaxSequence { get; init; }

    /// <summary>Why the class cannot be read, or <see langword="null"/> where it can.</summary>
    public string? Unread { get; init; }

    /// <summary>Reads the shipped file.</summary>
    public static ConfigKnowledge Load() =>
        EmbeddedData.Read(
            File,
            static facts =>
            {
                var families = new Dictionary<string, ConfigFamily>(StringComparer.OrdinalIgnoreCase);
                foreach (ConfigFamily family in facts.List("families", Read).Concat(facts.List("unread", ReadUnread)))
                {
                    foreach (string type in family.Types)
                    {
                        families.Add(type, family);
                    }
                }

                return new ConfigKnowledge(
                    families,
                    IgnoredReasons.ByField(facts, "ignored", "reason"),
                    IgnoredReasons.ByField(facts, "misread", "warning"),
                    IgnoredReasons.ByField(facts, "impossible", "error")
                );
            }
        );

    private static ConfigFamily ReadUnread(FactReader facts) => new() { Types = facts.Texts("types"), Unread = facts.Text("reason") };

    private static ConfigFamily Read(FactReader facts)
    {
        facts.Text("source");
        return new ConfigFamily
        {
            Types = facts.Texts("types"),
            Reader = facts.OptionalText("reader") ?? "standard",
            Norm = facts.Choice<NormKind>("norm"),
            Placement = facts.Has("placement") ? facts.Choice<NormPlacement>("placement") : NormPlacement.Pre,
            Positions = facts.Choice<PositionKind>("positions"),
            PositionOffset = facts.OptionalInteger("positionOffset") ?? 0,
            Gated = facts.Flag("gated"),
            Activation = facts.OptionalText("activation") ?? "silu",
            QkvBias = facts.Flag("qkvBias"),
            OutputBias = facts.Flag("outputBias"),
            OutputBiasFollows = facts.Flag("outputBiasFollows", absent: true),
            FeedForwardBias = facts.Flag("feedForwardBias"),
            HeadBias = facts.Flag("headBias"),
            Tied = facts.Flag("tied"),
            EmbeddingNorm = facts.Flag("embeddingNorm"),
            QkNorm = facts.Has("qkNorm") ? facts.Choice<QkNormKind>("qkNorm") : QkNormKind.None,
            HeadDim = facts.OptionalInteger("headDim") ?? 0,
            SlidingWindow = facts.OptionalInteger("slidingWindow") ?? 0,
            SlidingWindowEvery = facts.OptionalInteger("slidingWindowEvery") ?? 1,
            MultiQuery = facts.Flag("multiQuery"),
            Mixture = facts.Flag("mixture"),
            Latent = facts.Flag("latent"),
            RouterBias = facts.Flag("routerBias"),
            SharedExpertGate = facts.Flag("sharedExpertGate"),
            SharedExpert = facts.Has("sharedExpert") ? facts.Choice<UnnamedExpert>("sharedExpert") : UnnamedExpert.None,
            WidthOfBothHalves = facts.Flag("widthOfBothHalves"),
            Heads = facts.OptionalInteger("heads") ?? 0,
            KeyValueHeads = facts.OptionalInteger("keyValueHeads") ?? 0,
            Vocabulary = facts.OptionalInteger("vocabulary") ?? 0,
            MaxSequence = facts.OptionalInteger("maxSequence") ?? 0,
        };
    }
}
