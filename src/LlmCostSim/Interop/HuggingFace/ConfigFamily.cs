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

    /// <summary>All families by <c>model_type</c>, and the reasons for which keys are ignored.</summary>
    public static (IReadOnlyDictionary<string, ConfigFamily> Families, IReadOnlyDictionary<string, string> Ignored) Load() =>
        EmbeddedData.Read(
            File,
            facts =>
            {
                var families = new Dictionary<string, ConfigFamily>(StringComparer.OrdinalIgnoreCase);
                foreach (ConfigFamily family in facts.List("families", Read))
                {
                    foreach (string type in family.Types)
                    {
                        families.Add(type, family);
                    }
                }

                var ignored = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (
                    (string reason, IReadOnlyList<string> fields) in facts.List(
                        "ignored",
                        static group => (group.Text("reason"), group.Texts("fields"))
                    )
                )
                {
                    foreach (string field in fields)
                    {
                        ignored.Add(field, reason);
                    }
                }

                return ((IReadOnlyDictionary<string, ConfigFamily>)families, (IReadOnlyDictionary<string, string>)ignored);
            }
        );

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
        };
    }
}
