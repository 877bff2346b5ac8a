using LlmCostSim.Facts;

namespace LlmCostSim.Tests.Facts;

public sealed class NameIndexTests
{
    private static readonly NameIndex<Entry> Index = New(new Entry("GPT-3-175B", "gpt3"), new Entry("Falcon-7B"), new Entry("Falcon-40B"));

    [Theory]
    [InlineData("gpt-3 175b")]
    [InlineData("GPT3")]
    [InlineData("gpt_3_175_b")]
    public void Find_OtherCaseAndPunctuation_FindsTheEntry(string name) => Assert.Equal("GPT-3-175B", Index.Find(name)?.Id);

    [Fact]
    public void Find_UnknownName_FindsNothing() => Assert.Null(Index.Find("llama"));

    [Fact]
    public void Constructor_NameOfTwoEntries_Throws() =>
        Assert.Throws<ArgumentException>(() => New(new Entry("a", "x"), new Entry("b", "X")));

    [Fact]
    public void With_SameId_ReplacesTheEntryAndItsAliases()
    {
        NameIndex<Entry> changed = Index.With(new Entry("gpt3-175b", "davinci"));
        Assert.Equal(3, changed.Items.Count);
        Assert.Equal("gpt3-175b", changed.Find("davinci")?.Id);
        Assert.Null(changed.Find("gpt3"));
        Assert.Equal("GPT-3-175B", Index.Find("gpt3")?.Id);
    }

    [Theory]
    [InlineData("falcon7", "Falcon-7B")]
    [InlineData("flacon-40b", "Falcon-40B")]
    [InlineData("falcon", "Falcon-7B")]
    public void Suggest_MisspeltOrShortened_NamesTheNearestFirst(string name, string nearest) =>
        Assert.Equal(nearest, Index.Suggest(name)[0]);

    [Fact]
    public void Suggest_NothingNear_IsEmpty() => Assert.Empty(Index.Suggest("qqqqqqqq"));

    [Fact]
    public void Get_UnknownName_SaysWhatWasMeant()
    {
        UnknownNameException error = Assert.Throws<UnknownNameException>(() => Index.Get("falcon-7", "model"));
        Assert.StartsWith("unknown model 'falcon-7': did you mean Falcon-7B", error.Message, StringComparison.Ordinal);
    }

    private static NameIndex<Entry> New(params Entry[] entries) => new(entries, entry => entry.Id, entry => entry.Aliases);

    private sealed record Entry(string Id, params string[] Aliases);
}
