using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>Reads one model from its JSON file.</summary>
internal static class ModelReader
{
    public static ModelEntry Read(FactReader facts, ModelEntry? parent)
    {
        string id = facts.Text("id");
        ModelSpec spec = facts.OptionalObject("architecture") is { } architecture
            ? ArchitectureReader.Read(architecture, id, parent?.Spec)
            : (parent ?? throw new FormatException($"{facts.Path}: needs an architecture or a base")).Spec with
            {
                Id = id,
            };
        return new ModelEntry
        {
            Name = facts.Text("name"),
            Aliases = facts.Texts("aliases"),
            ArchitectureOf = parent?.Id ?? "",
            Spec = spec,
            Card = ReadCard(facts, parent?.Card),
        };
    }

    private static ModelCard ReadCard(FactReader facts, ModelCard? parent)
    {
        FactReader card = facts.Object("card");
        FactReader? parameters = facts.OptionalObject("parameters");
        IReadOnlyList<FactSource> sources = facts.List("sources", FactSource.From);
        IReadOnlyList<UnverifiedFact> unverified = facts.List("unverified", UnverifiedFact.From);
        var value = new ModelCard
        {
            Creator = card.Text("creator"),
            Family = card.Text("family"),
            Stage = card.Choice<ModelStage>("stage"),
            BaseModel = card.OptionalText("baseModel") ?? "",
            Focus = card.OptionalText("focus") ?? "",
            License = card.OptionalText("license") ?? "",
            CommercialUse = card.Has("commercialUse") ? card.Choice<CommercialUse>("commercialUse") : CommercialUse.Unknown,
            TrainingTokens = card.OptionalNumber("trainingTokens"),
            TrainingData = card.OptionalText("trainingData") ?? "",
            Tokenizer = card.OptionalText("tokenizer") ?? parent?.Tokenizer ?? "",
            Release = card.OptionalText("release") ?? "",
            PublishedParameters = parameters is not null && parameters.Has("published") ? parameters.LongInteger("published") : null,
            ParameterStatus = parameters?.OptionalText("status") ?? "",
            AlternativeParameters = parameters is not null && parameters.Has("alternative") ? parameters.LongInteger("alternative") : null,
            ParameterNote = parameters?.OptionalText("note") ?? "",
            Notes = facts.OptionalText("notes") ?? "",
            Sources = parent is null ? sources : [.. sources, .. parent.Sources.Select(Inherited).Where(source => source.Facts.Count > 0)],
            Unverified = parent is null ? unverified : [.. unverified, .. parent.Unverified.Where(fact => IsInherited(fact.Fact))],
        };
        card.Complete();
        parameters?.Complete();
        return value;
    }

    private static FactSource Inherited(FactSource source) => source with { Facts = [.. source.Facts.Where(IsInherited)] };

    private static bool IsInherited(string fact) => fact.StartsWith("architecture", StringComparison.Ordinal) || fact == "card.tokenizer";
}
