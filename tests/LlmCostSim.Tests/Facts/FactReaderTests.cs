using System.Text.Json;
using LlmCostSim.Facts;

namespace LlmCostSim.Tests.Facts;

public sealed class FactReaderTests
{
    [Fact]
    public void Complete_UnreadMember_NamesItsPath()
    {
        FactReader facts = Parse("""{ "id": "x", "memroy": 3 }""");
        facts.Text("id");
        Assert.Equal("f.json.memroy: unknown member", Assert.Throws<FormatException>(facts.Complete).Message);
    }

    [Fact]
    public void Complete_MemberGivenTwice_Throws()
    {
        FactReader facts = Parse("""{ "id": "x", "id": "y" }""");
        facts.Text("id");
        Assert.Equal("f.json.id: given twice", Assert.Throws<FormatException>(facts.Complete).Message);
    }

    [Fact]
    public void Over_MemberOfBoth_IsTheUpper()
    {
        var facts = Parse("""{ "a": 1, "part": { "x": 2 }, "hidden": null }""")
            .Over(Parse("""{ "a": 9, "b": 8, "part": { "x": 7, "y": 6 }, "hidden": 5 }"""));
        var part = facts.Object("part");
        Assert.Equal((1, 8, 2, 6), (facts.Number("a"), facts.Number("b"), part.Number("x"), part.Number("y")));
        Assert.Null(facts.OptionalNumber("hidden"));
    }

    [Fact]
    public void Number_Missing_NamesItsPath() =>
        Assert.Contains(
            "f.json.size: required number is missing",
            Assert.Throws<FormatException>(() => Parse("{}").Number("size")).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\"3\"")]
    [InlineData("true")]
    [InlineData("1e999")]
    public void Number_NotAFiniteNumber_Throws(string json) =>
        Assert.Throws<FormatException>(() => Parse($$"""{ "size": {{json}} }""").Number("size"));

    [Fact]
    public void List_BadItem_NamesItsIndex()
    {
        FactReader facts = Parse("""{ "items": [ { "n": 1 }, { "n": "two" } ] }""");
        FormatException error = Assert.Throws<FormatException>(() => facts.List("items", item => item.Number("n")));
        Assert.StartsWith("f.json.items[1].n:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_UnknownName_ListsTheChoices() =>
        Assert.Contains(
            "Ordinal",
            Assert.Throws<FormatException>(() => Parse("""{ "c": "7" }""").Choice<StringComparison>("c")).Message,
            StringComparison.Ordinal
        );

    private static FactReader Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return new FactReader(document.RootElement.Clone(), "f.json");
    }
}
