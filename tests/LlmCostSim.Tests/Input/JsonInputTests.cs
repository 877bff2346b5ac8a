using LlmCostSim.Input;

namespace LlmCostSim.Tests.Input;

public sealed class JsonInputTests
{
    private static readonly (string Name, int Value)[] Schedules = [("gpipe", 1), ("1f1b", 2), ("interleaved", 3)];

    [Fact]
    public void Object_SeveralMistakes_AllAreListedWithTheirPaths()
    {
        var problems = new InputProblems();
        var root = JsonInput
            .Parse(
                """{ "count": -1, "nested": { "a": "x", "a": 2 }, "tenzor": 3, "schedule": "1f1", "big": 1e999, "list": [1, null] }""",
                problems
            )!
            .AsObject()!;
        root.Int("count", 1, 10);
        root.Int("tensor");
        root.Number("big");
        root.Choice("schedule", Schedules);
        root.Object("nested")!.Int("a");
        foreach (var item in root.Member("list")!.AsArray())
        {
            item.AsLong(0, 9);
        }

        root.Close();
        Assert.Equal(
            [
                "$.count: must be between 1 and 10, not -1",
                "$.big: must be a finite number",
                "$.schedule: '1f1' is not known; did you mean '1f1b'? Known: gpipe, 1f1b, interleaved",
                "$.nested.a: is given twice",
                "$.nested.a: 'x' is not a quantity; give a number, or a text with one of the units k, M, B, G, T",
                "$.list[1]: must be a number, not null",
                "$.tenzor: unknown member 'tenzor'; did you mean 'tensor'?",
            ],
            problems.Select(p => p.ToString())
        );
    }

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("{\"a\": NaN}", "line 1, column 7")]
    [InlineData("", "line 1, column 1")]
    public void Parse_NotJson_NamesThePlace(string text, string place)
    {
        var problems = new InputProblems();
        Assert.Null(JsonInput.Parse(text, problems));
        Assert.Equal(place, Assert.Single(problems).Path);
    }

    [Fact]
    public void Parse_TooDeep_IsAProblem()
    {
        var problems = new InputProblems();
        Assert.Null(JsonInput.Parse(new string('[', 65) + new string(']', 65), problems));
        Assert.Single(problems);
    }

    [Fact]
    public void Parse_CommentsTrailingCommasAndSchema_AreAccepted()
    {
        var problems = new InputProblems();
        var root = JsonInput.Parse("{ // why\n \"$schema\": \"x\", /* and */ \"a\": 1, }", problems)!.AsObject()!;
        Assert.Equal(1, root.Int("a"));
        root.Close();
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("80 GiB", (int)QuantityKind.Bytes, 80.0 * (1 << 30))]
    [InlineData("80GB", (int)QuantityKind.Bytes, 80e9)]
    [InlineData("400 Gbit/s", (int)QuantityKind.ByteRate, 50e9)]
    [InlineData("400 Gbps", (int)QuantityKind.ByteRate, 50e9)]
    [InlineData("1.5 T", (int)QuantityKind.Count, 1.5e12)]
    [InlineData("1.5e12", (int)QuantityKind.Count, 1.5e12)]
    [InlineData("9.5 days", (int)QuantityKind.Duration, 9.5 * 86400)]
    [InlineData("1 day", (int)QuantityKind.Duration, 86400)]
    [InlineData("2 months", (int)QuantityKind.Duration, 2 * 365.25 / 12 * 86400)]
    [InlineData("1 month", (int)QuantityKind.Duration, 365.25 / 12 * 86400)]
    [InlineData("40 minutes", (int)QuantityKind.Duration, 2400)]
    [InlineData("45 %", (int)QuantityKind.Fraction, 0.45)]
    [InlineData("$200k", (int)QuantityKind.Dollars, 200e3)]
    [InlineData("5.576 M USD", (int)QuantityKind.Dollars, 5.576e6)]
    [InlineData("100 USD", (int)QuantityKind.Dollars, 100)]
    public void QuantityText_NumberWithUnit_GivesTheBaseUnit(string text, int kind, double expected)
    {
        Assert.True(QuantityText.TryParse(text, (QuantityKind)kind, out var value));
        Assert.Equal(expected, value, expected * 1e-12);
    }

    [Theory]
    [InlineData("GiB")]
    [InlineData("80")]
    [InlineData("80 parsecs")]
    [InlineData("NaN GB")]
    [InlineData("1e999 GB")]
    public void QuantityText_NotAQuantity_IsRefused(string text) => Assert.False(QuantityText.TryParse(text, QuantityKind.Bytes, out _));

    [Theory]
    [InlineData("falcon7", "falcon-7b")]
    [InlineData("flacon-7b", "falcon-7b")]
    [InlineData("A100", "a100-sxm-80gb")]
    public void NearestName_Misspelt_IsFound(string name, string expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["llama-7b", "falcon-7b", "a100-sxm-80gb"]));
}
