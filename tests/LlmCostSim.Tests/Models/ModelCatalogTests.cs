using LlmCostSim.Facts;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Models;

public sealed class ModelCatalogTests
{
    public static TheoryData<string> Ids => [.. ModelCatalog.Default.Models.Select(model => model.Id)];

    [Fact]
    public void Default_Models_AreAllRead() => Assert.Equal(134, ModelCatalog.Default.Models.Count);

    [Fact]
    public void Default_Ids_AreUniqueAndSorted()
    {
        string[] ids = [.. ModelCatalog.Default.Models.Select(model => model.Id)];
        Assert.Equal(ids.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal), ids);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Model_EveryFact_HasASourceOrIsMarkedUnverified(string id)
    {
        ModelCard card = ModelCatalog.Default.Get(id).Card;
        foreach (string fact in FactsOf(card))
        {
            Assert.True(
                card.Sources.Any(source => source.Covers(fact)) || card.Unverified.Any(unverified => Covers(unverified.Fact, fact)),
                $"{id}: {fact} has neither source nor mark"
            );
        }

        Assert.All(card.Sources, source => Assert.False(string.IsNullOrWhiteSpace(source.Source)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Model_EveryOne_HasAConsistentArchitecture(string id)
    {
        ModelSpec spec = ModelCatalog.Default.Get(id).Spec;
        Assert.Equal(0, spec.Attention.Heads % spec.Attention.KeyValueHeads);
        Assert.True(spec.PositionRows > 0 == spec.Positions is PositionKind.Learned or PositionKind.T5Bias);
        Assert.InRange(spec.Attention.HeadDim, 32, 256);
        Assert.True(spec.MaxSequence >= 512);
        Assert.True(spec.Mixture is null || spec.Mixture.ExpertsPerToken < spec.Mixture.Experts);
        if (spec.Attention.Latent is { } latent)
        {
            Assert.Equal(latent.NopeDim + latent.RopeDim, spec.Attention.HeadDim);
        }
    }

    /// <summary>Spellings in public measurement collections, beside the ids themselves.</summary>
    [Theory]
    [InlineData("gpt3-175b", "gpt-3-175b")]
    [InlineData("GPT-3 175B", "gpt-3-175b")]
    [InlineData("megatron-turing-530b", "megatron-turing-530b")]
    [InlineData("mixtral-8x7b", "mixtral-8x7b-v0.1")]
    [InlineData("gpt-ft-350m", "gpt-350m-ft")]
    [InlineData("gpt-ft-1.3b", "gpt-1.3b-ft")]
    [InlineData("gpt-13b", "gpt-13b-test-13b")]
    [InlineData("mpt-7b", "mpt-7b")]
    [InlineData("MPT-7B (foundry)", "mpt-7b-foundry")]
    [InlineData("mpt-7b-storywriter", "mpt-7b-storywriter-65k")]
    [InlineData("MPT-7B-StoryWriter-65k+", "mpt-7b-storywriter-65k")]
    [InlineData("mpt-1b", "mpt-1b-redpajama-200b")]
    [InlineData("mpt-3b", "mpt-3b-foundry")]
    [InlineData("stablelm-alpha-3b", "stablelm-base-alpha-3b")]
    [InlineData("phi-3-mini", "phi-3-mini-4k")]
    [InlineData("falcon-1.3b", "falcon-rw-1.3b")]
    [InlineData("Falcon-RW-1B", "falcon-rw-1.3b")]
    [InlineData("mt0-xxl", "mt5-xxl")]
    [InlineData("llama-30b", "llama-33b")]
    [InlineData("huggyllama/llama-7b", "llama-7b")]
    [InlineData("stable beluga 2", "stable-beluga-2")]
    public void Find_OtherSpelling_GivesTheModel(string name, string id) => Assert.Equal(id, ModelCatalog.Default.Find(name)?.Id);

    [Fact]
    public void Find_UnknownName_GivesNothing() => Assert.Null(ModelCatalog.Default.Find("gpt-5"));

    [Theory]
    [InlineData("falcn-7b", "falcon-7b")]
    [InlineData("lama-2-7b", "llama-2-7b")]
    [InlineData("mixtral", "mixtral-8x22b")]
    public void Suggest_MisspeltName_NamesTheModel(string name, string id) => Assert.Contains(id, ModelCatalog.Default.Suggest(name));

    [Fact]
    public void Get_UnknownName_ThrowsWithSuggestions()
    {
        var error = Assert.Throws<UnknownNameException>(() => ModelCatalog.Default.Get("falcon-70b"));
        Assert.Contains("falcon-7b", error.Suggestions);
    }

    [Fact]
    public void With_OwnModel_IsFoundAndLeavesTheDefaultAlone()
    {
        ModelEntry llama = ModelCatalog.Default.Get("llama-7b");
        ModelEntry own = llama with { Name = "My model", Aliases = [], Spec = llama.Spec with { Id = "my-model", Layers = 3 } };
        ModelCatalog catalog = ModelCatalog.Default.With(own);
        Assert.Equal(3, catalog.Get("my model").Spec.Layers);
        Assert.Null(ModelCatalog.Default.Find("my-model"));
    }

    [Fact]
    public void Default_FineTunedModel_TakesOverTheBaseArchitecture()
    {
        ModelEntry alpaca = ModelCatalog.Default.Get("alpaca-7b");
        Assert.Equal("llama-7b", alpaca.ArchitectureOf);
        Assert.Equal(ModelCatalog.Default.Get("llama-7b").Spec with { Id = "alpaca-7b", Vocabulary = 32001 }, alpaca.Spec);
        Assert.Contains(
            alpaca.Card.Sources,
            source => source.Covers("architecture.layers") && source.Source.Contains("LLaMA paper", StringComparison.Ordinal)
        );
    }

    private static bool Covers(string unverified, string fact) =>
        unverified == fact || fact.StartsWith(unverified + ".", StringComparison.Ordinal);

    private static IEnumerable<string> FactsOf(ModelCard card)
    {
        yield return "architecture.layers";
        yield return "architecture.vocabulary";
        yield return "card.creator";
        yield return "card.family";
        yield return "card.stage";
        if (card.PublishedParameters is not null || card.AlternativeParameters is not null)
        {
            yield return "parameters.published";
        }

        if (card.TrainingTokens is not null)
        {
            yield return "card.trainingTokens";
        }

        (string Fact, string Value)[] texts =
        [
            ("card.baseModel", card.BaseModel),
            ("card.focus", card.Focus),
            ("card.license", card.License),
            ("card.trainingData", card.TrainingData),
            ("card.tokenizer", card.Tokenizer),
            ("card.release", card.Release),
            ("card.commercialUse", card.CommercialUse == CommercialUse.Unknown ? "" : "stated"),
        ];
        foreach ((string fact, string value) in texts)
        {
            if (value.Length > 0)
            {
                yield return fact;
            }
        }
    }
}
