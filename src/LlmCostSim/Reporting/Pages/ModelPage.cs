using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The models that scenarios may name.</summary>
internal static class ModelPage
{
    /// <summary>All of them, a line each.</summary>
    public static Document Of(IReadOnlyList<ModelEntry> models)
    {
        var table = new Table(
            [
                new Column("model"),
                Column.Number("parameters"),
                Column.Number("active", rank: 5),
                Column.Number("layers", rank: 2),
                Column.Number("hidden", rank: 3),
                Column.Number("heads (kv)", rank: 6),
                Column.Number("context", "tokens", 1),
                new Column("licence") { Rank = 4 },
            ],
            [.. models.Select(Row)]
        );
        return new Document("Models", [table], table);
    }

    /// <summary>One of them in full.</summary>
    public static Document Of(ModelEntry model)
    {
        var (card, spec) = (model.Card, model.Spec);
        var active = ParameterCount.Active(spec);
        var facts = Table.OfFacts(
            (
                "parameters",
                Show.Whole(ParameterCount.Total(spec))
                    + (card.AlternativeParameters is { } other ? $" (also counted as {Show.Whole(other)})" : "")
            ),
            ("active parameters", active != ParameterCount.Total(spec) ? Show.Whole(active) : ""),
            ("creator", card.Creator),
            ("base model", card.BaseModel),
            ("licence", card.License),
            ("commercial use", Show.Words(card.CommercialUse)),
            ("training data", card.TrainingTokens is { } tokens ? $"{Show.Count(tokens)} tokens" : card.TrainingData),
            ("layers", spec.EncoderLayers > 0 ? $"{spec.EncoderLayers} encoder, {spec.Layers} decoder" : Show.Whole(spec.Layers)),
            ("hidden size", Show.Whole(spec.HiddenSize)),
            (
                "attention",
                $"{Counted.Of(spec.Attention.Heads, "head")} of {spec.Attention.HeadDim}, {Counted.Of(spec.Attention.KeyValueHeads, "key-value head")}"
            ),
            ("feed-forward", $"{Show.Whole(spec.FeedForwardSize)}, {Show.Words(spec.FeedForward)}"),
            (
                "experts",
                spec.Mixture is { } mixture ? $"{mixture.ExpertsPerToken} of {mixture.Experts}, each {Show.Whole(mixture.ExpertSize)}" : ""
            ),
            ("norm, positions", $"{Show.Words(spec.Norm)}, {Show.Words(spec.Positions)}"),
            ("vocabulary", Show.Whole(spec.Vocabulary) + (spec.TiedEmbeddings ? ", head tied to the embedding" : "")),
            ("longest sequence", spec.MaxSequence > 0 ? $"{Show.Whole(spec.MaxSequence)} tokens" : ""),
            ("also known as", string.Join(", ", model.Aliases)),
            ("notes", card.Notes)
        );
        return new Document(model.Name, [new Heading(model.Name, model.Id), facts, .. Origins.Of(card.Sources, card.Unverified)], facts);
    }

    private static IReadOnlyList<Cell> Row(ModelEntry model)
    {
        var (spec, total, active) = (model.Spec, ParameterCount.Total(model.Spec), ParameterCount.Active(model.Spec));
        return
        [
            model.Id,
            Cell.Whole(total),
            active == total ? Cell.Empty : Cell.Whole(active),
            Cell.Whole(spec.Layers + spec.EncoderLayers),
            Cell.Whole(spec.HiddenSize),
            $"{spec.Attention.Heads} ({spec.Attention.KeyValueHeads})",
            spec.MaxSequence > 0 ? Cell.Whole(spec.MaxSequence) : Cell.Empty,
            model.Card.License,
        ];
    }
}
